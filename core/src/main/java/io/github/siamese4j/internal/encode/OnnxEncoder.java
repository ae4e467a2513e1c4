package io.github.siamese4j.internal.encode;

import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.FeatureException;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.BufferPool;
import io.github.siamese4j.internal.runtime.ModelSession;
import io.github.siamese4j.internal.runtime.SharedWork;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Runs {@code encoder.onnx}. Inputs are written into the buffer that the graph reads. */
final class OnnxEncoder implements Encoder {

    private static final String OUTPUT = "embedding";
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final ModelSession session;
    private final ModelInput input;
    private final int dimension;
    private final String id;
    private final Embedding warmUp;
    private final BufferPool buffers = new BufferPool(CORES + 2);
    private final Runner graph = new Runner();

    private OnnxEncoder(ModelSession session, ModelMetadata metadata) {
        this.session = session;
        this.input = ModelInput.of(session, metadata);
        this.id = metadata.encoderId();
        this.dimension = Math.toIntExact(session.output(OUTPUT, "float32 [N, D]", 2)[1]);
        this.warmUp = encodeList(List.of(input), 0, ModelInput::putWarmUp).get(0);
    }

    /** Loads the graph and runs it once. Nothing stays open if that fails. */
    static OnnxEncoder open(OnnxFile file, ModelMetadata metadata, Device device, RuntimeOptions options) {
        ModelSession session = ModelSession.open(file, device, options);
        try {
            OnnxEncoder encoder = new OnnxEncoder(session, metadata);
            if (!isFinite(encoder.warmUp)) {
                throw new ModelException(
                        ErrorCode.MODEL_INVALID,
                        file.location()
                                + " returns NaN or infinite values for a plain input; export it again from a good"
                                + " checkpoint");
            }
            return encoder;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Returns the embedding of the warm-up input. */
    Embedding warmUp() {
        return warmUp;
    }

    @Override
    public Embeddings encode(List<? extends Image> images) {
        // The caller decodes the first image of a pair sooner than a pool thread would start.
        Embeddings embeddings = encodeList(images, images.size() > 2 ? CORES : 0, input::put);
        for (int i = 0; i < embeddings.size(); i++) {
            if (!isFinite(embeddings.get(i))) {
                throw new InferenceException(ErrorCode.INFERENCE_FAILED, notFinite(i));
            }
        }
        return embeddings;
    }

    @Override
    public Embeddings encodeFeatures(List<float[]> vectors) {
        input.check(vectors);
        Embeddings embeddings = encodeList(
                vectors, 0, (vector, target) -> target.asFloatBuffer().put(vector));
        for (int i = 0; i < embeddings.size(); i++) {
            if (!isFinite(embeddings.get(i))) {
                throw new FeatureException(
                        ErrorCode.FEATURES_INVALID,
                        "feature vector " + i + " is too large for the model and overflows; scale it as the vectors of"
                                + " the training data were scaled");
            }
        }
        return embeddings;
    }

    private <T> Embeddings encodeList(List<? extends T> items, int helpers, BiConsumer<T, ByteBuffer> put) {
        Embeddings.Builder embeddings = Embeddings.builder(dimension, items.size());
        if (items.isEmpty()) {
            return embeddings.build();
        }
        int batchSize = Math.min(items.size(), session.options().batchSize());
        try (ModelSession.Call call = session.call()) {
            new EncodingPipeline<T>(graph, buffers, batchSize, helpers, put)
                    .encode(items.iterator(), call::part, true, (batch, rows, inputs) -> embeddings.addAll(rows));
        }
        return embeddings.build();
    }

    @Override
    public long encodeAll(Iterator<? extends Image> images, EmbeddingConsumer consumer) {
        OneByOne sink = new OneByOne(consumer, dimension);
        new EncodingPipeline<Image>(graph, buffers, session.options().batchSize(), CORES, input::put)
                .encode(images, session::call, false, sink);
        return sink.encoded;
    }

    /** Passes embeddings on. The consumer decides whether an image that cannot be used ends the sequence. */
    private static final class OneByOne implements EncodingPipeline.Sink<Image> {

        private final EmbeddingConsumer consumer;
        private final int dimension;
        private long index;
        private long encoded;

        OneByOne(EmbeddingConsumer consumer, int dimension) {
            this.consumer = consumer;
            this.dimension = dimension;
        }

        @Override
        public void accept(List<Image> items, FloatBuffer embeddings, SharedWork inputs) {
            Embeddings rows = Embeddings.of(embeddings, dimension);
            for (int i = 0; i < items.size(); i++, index++) {
                if (inputs.failure(i) instanceof ImageException failure) {
                    consumer.refuse(index, items.get(i), failure);
                } else {
                    inputs.rethrow(i);
                    Embedding embedding = rows.get(i);
                    if (isFinite(embedding)) {
                        consumer.accept(index, items.get(i), embedding);
                        encoded++;
                    } else {
                        ImageException failure = new ImageException(ErrorCode.INFERENCE_FAILED, notFinite(index));
                        consumer.refuse(index, items.get(i), failure);
                    }
                }
            }
        }
    }

    /** Runs the graph over a buffer. The embeddings come first, because floats must be aligned; the inputs follow. */
    private final class Runner implements EncodingPipeline.Graph {

        @Override
        public int bytes(int items) {
            return Math.multiplyExact(padded(items), dimension * Float.BYTES + input.bytes());
        }

        @Override
        public ByteBuffer input(ByteBuffer buffer, int items, int index) {
            int inputs = padded(items) * dimension * Float.BYTES;
            return buffer.slice(inputs + index * input.bytes(), input.bytes()).order(buffer.order());
        }

        @Override
        public FloatBuffer run(ModelSession.Call call, ByteBuffer buffer, int items) {
            int batch = padded(items);
            int split = batch * dimension * Float.BYTES;
            FloatBuffer embeddings =
                    buffer.slice(0, split).order(buffer.order()).asFloatBuffer();
            ByteBuffer inputs = buffer.slice(split, batch * input.bytes()).order(buffer.order());
            try (OnnxTensor in = input.tensor(inputs, batch);
                    OnnxTensor out = ModelSession.tensor(embeddings, batch, dimension)) {
                call.run(Map.of(input.name(), in), Map.of(OUTPUT, out));
                return embeddings.slice(0, items * dimension);
            }
        }

        /** Returns a batch size for the GPU, which plans its convolutions again for each size: powers of two only. */
        private int padded(int items) {
            boolean power = device().kind() != Device.Kind.CUDA || Integer.bitCount(items) == 1;
            return power ? items : Integer.highestOneBit(items) << 1;
        }
    }

    private static String notFinite(long index) {
        return "the model returns NaN or infinite values for image " + index + " (counted from 0); leave it out, or"
                + " export the model again from a good checkpoint";
    }

    private static boolean isFinite(Embedding embedding) {
        for (int i = 0; i < embedding.dimension(); i++) {
            if (!Float.isFinite(embedding.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Optional<FeatureDescription> features() {
        return input.description();
    }

    @Override
    public BufferedImage fitted(Image image) {
        return input.fitted(image);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public Device device() {
        return session.device();
    }

    @Override
    public void close() {
        session.close();
    }
}
