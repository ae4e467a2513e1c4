package io.github.siamese4j.benchmarks;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the comparison of two files against ONNX Runtime alone, which runs the same encoder graph on a batch of two.
 *
 * <pre>
 * benchmarks/run PairBenchmark
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 10, time = 3)
@Fork(3)
public class PairBenchmark {

    private static final int CHANNELS = 3;

    /** The model directory. */
    @Param("examples/models/omniglot-vgg16")
    public String model = "";

    /** An image file. */
    @Param("examples/images/alpha-1.png")
    public String a = "";

    /** Another image file. */
    @Param("examples/images/alpha-2.png")
    public String b = "";

    private SiameseComparator comparator;
    private OrtSession session;
    private OnnxTensor pixels;
    private Path pathA;
    private Path pathB;

    /** Creates the state; called by JMH. */
    @SuppressWarnings("NullAway.Init") // JMH calls load() before it measures
    public PairBenchmark() {}

    /**
     * Loads the model into a comparator and into a session.
     *
     * @throws OrtException if ONNX Runtime refuses the graph
     */
    @Setup
    public void load() throws OrtException {
        pathA = Path.of(a);
        pathB = Path.of(b);
        RuntimeOptions options = RuntimeOptions.defaults().withDevice(Device.CPU);
        comparator = SiameseComparator.load(Path.of(model), options);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions sessionOptions = new OrtSession.SessionOptions()) {
            sessionOptions.setIntraOpNumThreads(options.threads());
            sessionOptions.addConfigEntry("session.disable_quant_qdq", "1");
            session = environment.createSession(Path.of(model, "encoder.onnx").toString(), sessionOptions);
        }
        TensorInfo input =
                (TensorInfo) session.getInputInfo().values().iterator().next().getInfo();
        long[] shape = input.getShape();
        shape[0] = 2;
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) (2 * shape[1] * shape[2] * CHANNELS))
                .order(ByteOrder.nativeOrder());
        byte[] noise = new byte[bytes.capacity()];
        new Random(1).nextBytes(noise);
        bytes.put(noise).flip();
        pixels = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
    }

    /**
     * Closes the comparator and the session.
     *
     * @throws OrtException if ONNX Runtime fails
     */
    @TearDown
    public void close() throws OrtException {
        pixels.close();
        session.close();
        comparator.close();
    }

    /**
     * Compares two files: reads, decodes, fits, encodes and scores them.
     *
     * @return the score
     */
    @Benchmark
    public double similarity() {
        return comparator.similarity(pathA, pathB);
    }

    /**
     * Runs the encoder graph alone, on pixels in memory.
     *
     * @return a value of the embedding
     * @throws OrtException if the run fails
     */
    @Benchmark
    public float bareRun() throws OrtException {
        try (OrtSession.Result result = session.run(Map.of("image", pixels))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
        }
    }
}
