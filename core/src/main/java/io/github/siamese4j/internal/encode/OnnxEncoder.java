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

/**
 * Runs {@code encoder.onnx}: inputs are written into the buffer the graph reads, embeddings come out of the one it
 * wrote.
 */
public final class OnnxEncoder implements Encoder {

    private static final String OUTPUT = "embedding";
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final ModelSession session;
    private final ModelInput input;
    private final int dimension;
    private final String modelId;
    private final Embedding probe;
    private final BufferPool buffers = new BufferPool(PROCESSORS + 2);
    private final Runner graph = new Runner();

    private OnnxEncoder(ModelSession session, ModelMetadata metadata) {
        this.session = session;
        this.input = ModelInput.of(session, metadata);
        this.modelId = metadata.encoderId();
        this.dimension = Math.toIntExact(session.output(OUTPUT, "float32 [N, D]", 2)[1]);
        this.probe = encodeProbe();
    }

    /** Loads the graph and proves by a run that it works on the device; nothing stays open if it does not. */
    static OnnxEncoder open(OnnxFile file, ModelMetadata metadata, Device device, RuntimeOptions options) {
        ModelSession session = ModelSession.open(file, device, options);
        try {
            OnnxEncoder encoder = new OnnxEncoder(session, metadata);
            if (!isFinite(encoder.probe)) {
                throw new ModelException(
                        ErrorCode.MODEL_INVALID,
                        file.path() + " makes values that are NaN or infinite of a plain input; export it again from a"
                                + " good checkpoint");
            }
            return encoder;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** The embedding of the input that proved the graph: a picture of one grey, or a fixed vector. */
    Embedding probe() {
        return probe;
    }

    /** What ties embeddings to the model that made them: the metadata entry {@code encoder.id}. */
    public String modelId() {
        return modelId;
    }

    private Embedding encodeProbe() {
        return encodeList(List.of(input), 0, ModelInput::putProbe).get(0);
    }

    @Override
    public List<Embedding> encode(List<? extends Image> images) {
        // of a pair, one is decoded here before a helper would have woken up
        return encodeList(images, images.size() > 2 ? PROCESSORS : 0, input::put);
    }

    @Override
    public List<Embedding> encodeFeatures(List<float[]> vectors) {
        input.check(vectors);
        List<Embedding> embeddings = encodeList(vectors, 0, input::put);
        for (int i = 0; i < embeddings.size(); i++) {
            if (!isFinite(embeddings.get(i))) {
                throw new FeatureException(
                        ErrorCode.FEATURES_INVALID,
                        "feature vector " + i
                                + " is too large for the model, whose numbers overflow; scale it as those the model was"
                                + " trained on");
            }
        }
        return embeddings;
    }

    private <T> List<Embedding> encodeList(List<? extends T> items, int helpers, BiConsumer<T, ByteBuffer> put) {
        Embeddings.Builder embeddings = Embeddings.builder(dimension, items.size());
        if (items.isEmpty()) {
            return embeddings.build();
        }
        int batchSize = Math.min(items.size(), session.options().batchSize());
        try (ModelSession.Call call = session.call()) {
            new EncodingPipeline<T>(graph, buffers, batchSize, helpers, put)
                    .encode(items.iterator(), call::part, new IntoList<>(embeddings));
        }
        return embeddings.build();
    }

    @Override
    public long encodeAll(Iterator<? extends Image> images, EmbeddingConsumer consumer) {
        OneByOne sink = new OneByOne(consumer, dimension);
        new EncodingPipeline<Image>(graph, buffers, session.options().batchSize(), PROCESSORS, input::put)
                .encode(images, session::call, sink);
        return sink.encoded;
    }

    /** A list: the first input that cannot be used fails the call. */
    private static final class IntoList<T> implements EncodingPipeline.Sink<T> {

        private final Embeddings.Builder target;

        IntoList(Embeddings.Builder target) {
            this.target = target;
        }

        @Override
        public void check(List<T> items, SharedWork inputs) {
            for (int i = 0; i < items.size(); i++) {
                inputs.rethrow(i);
            }
        }

        @Override
        public void accept(List<T> items, FloatBuffer embeddings, SharedWork inputs) {
            target.addAll(embeddings);
        }
    }

    /** A sequence: the consumer decides whether a picture that cannot be used ends it. */
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
            List<Embedding> rows = Embeddings.of(embeddings, dimension);
            for (int i = 0; i < items.size(); i++, index++) {
                if (inputs.failure(i) instanceof ImageException failure) {
                    consumer.refuse(index, items.get(i), failure);
                } else {
                    inputs.rethrow(i);
                    consumer.accept(index, items.get(i), rows.get(i));
                    encoded++;
                }
            }
        }
    }

    /** The graph over a buffer in which embeddings stand first, for floats must be aligned, and inputs follow. */
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

        /** A graphics card plans its convolutions anew for every size of batch, so it is shown powers of two only. */
        private int padded(int items) {
            boolean power = device().kind() != Device.Kind.CUDA || Integer.bitCount(items) == 1;
            return power ? items : Integer.highestOneBit(items) << 1;
        }
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
