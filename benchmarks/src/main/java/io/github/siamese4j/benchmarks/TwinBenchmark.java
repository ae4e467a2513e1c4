package io.github.siamese4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.siamese4j.Image;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.SiameseComparator;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * One query against 100 candidates, in turns: with a split twin, with the twin as it is, and with ONNX Runtime alone,
 * which gets float tensors that were prepared before measuring, one pair at a time.
 *
 * <pre>
 * python core/src/test/python/make_twins.py --large twin.onnx
 * siamese4j split twin.onnx --out split --preset imagenet
 * benchmarks/run TwinBenchmark twin.onnx split
 * </pre>
 */
public final class TwinBenchmark {

    private static final int SIDE = 224;
    private static final int CANDIDATES = 100;
    private static final int ROUNDS = 7;

    private TwinBenchmark() {}

    /**
     * Prints the median time per candidate of each, and the ratios.
     *
     * @param args a twin with two inputs float32 {@code [N, 3, 224, 224]}, and the model directory of the split twin
     * @throws OrtException if ONNX Runtime cannot run the twin
     */
    public static void main(String[] args) throws OrtException {
        Path twin = Path.of(args[0]);
        Image query = image(0);
        List<Image> candidates = new ArrayList<>();
        for (int i = 1; i <= CANDIDATES; i++) {
            candidates.add(image(i));
        }
        double[] split = new double[ROUNDS];
        double[] whole = new double[ROUNDS];
        double[] bare = new double[ROUNDS];
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SiameseComparator parts = SiameseComparator.load(Path.of(args[1]));
                SiameseComparator onnx = SiameseComparator.onnxTwin(twin, OnnxOptions.imagenet());
                OrtSession session = environment.createSession(twin.toString());
                OnnxTensor left = tensor(environment, 0);
                OnnxTensor right = tensor(environment, 1)) {
            List<String> names = List.copyOf(session.getInputNames());
            Map<String, OnnxTensor> inputs = Map.of(names.get(0), left, names.get(1), right);
            // The first round warms up.
            for (int round = -1; round < ROUNDS; round++) {
                double first = seconds(() -> parts.similarities(query, candidates));
                double second = seconds(() -> onnx.similarities(query, candidates));
                double third = seconds(() -> {
                    for (int i = 0; i < CANDIDATES; i++) {
                        run(session, inputs);
                    }
                });
                if (round >= 0) {
                    split[round] = first;
                    whole[round] = second;
                    bare[round] = third;
                }
            }
        }
        print("split twin", split, split);
        print("twin as it is", whole, split);
        print("ONNX Runtime alone, pair by pair", bare, split);
    }

    private static void print(String what, double[] seconds, double[] split) {
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratios[i] = seconds[i] / split[i];
        }
        System.out.printf(
                Locale.ROOT,
                "%-34s %8.3f ms per candidate, %.2f x the split twin%n",
                what,
                median(seconds) * 1000 / CANDIDATES,
                median(ratios));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void run(OrtSession session, Map<String, OnnxTensor> inputs) {
        try {
            session.run(inputs).close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Image image(int seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.setRGB(i % SIDE, i / SIDE, random.nextInt());
        }
        return Image.of(image);
    }

    private static OnnxTensor tensor(OrtEnvironment environment, int seed) throws OrtException {
        Random random = new Random(seed);
        FloatBuffer values = ByteBuffer.allocateDirect(3 * SIDE * SIDE * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        return OnnxTensor.createTensor(environment, values.flip(), new long[] {1, 3, SIDE, SIDE});
    }
}
