package io.github.siamese4j;

import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.BufferPool;
import io.github.siamese4j.internal.runtime.ModelSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Runs {@code encoder.onnx}: inputs are written into the buffer the graph reads, embeddings come out of the one it wrote. */
final class OnnxEncoder implements Encoder {

    private static final String OUTPUT = "embedding";

    private final ModelSession session;
    private final ModelInput input;
    private final int dimension;
    private final String modelId;
    private final Embedding probe;
    private final BufferPool buffers = new BufferPool(Runtime.getRuntime().availableProcessors() + 2);

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
    String modelId() {
        return modelId;
    }

    private Embedding encodeProbe() {
        try (ModelSession.Call call = session.call()) {
            return encodeBatch(call, List.of(input), ModelInput::putProbe).get(0);
        }
    }

    @Override
    public List<Embedding> encode(List<? extends Image> images) {
        return encodeAll(images, input::put);
    }

    @Override
    public List<Embedding> encodeFeatures(List<float[]> vectors) {
        input.check(vectors);
        List<Embedding> embeddings = encodeAll(vectors, input::put);
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

    private <T> List<Embedding> encodeAll(List<? extends T> items, BiConsumer<T, ByteBuffer> put) {
        try (ModelSession.Call call = session.call()) {
            int batchSize = session.options().batchSize();
            if (!items.isEmpty() && items.size() <= batchSize) {
                return encodeBatch(call, items, put);
            }
            List<Embedding> embeddings = new ArrayList<>(items.size());
            for (int from = 0; from < items.size(); from += batchSize) {
                embeddings.addAll(
                        encodeBatch(call, items.subList(from, Math.min(items.size(), from + batchSize)), put));
            }
            return List.copyOf(embeddings);
        }
    }

    private <T> List<Embedding> encodeBatch(
            ModelSession.Call call, List<? extends T> items, BiConsumer<T, ByteBuffer> put) {
        int batch = paddedBatch(items.size());
        return buffers.with(call, bytes(batch), buffer -> {
            ByteBuffer target = inputs(buffer, batch);
            for (T item : items) {
                put.accept(item, target);
            }
            return run(call, buffer, batch).subList(0, items.size());
        });
    }

    private List<Embedding> run(ModelSession.Call call, ByteBuffer buffer, int batch) {
        FloatBuffer embeddings = embeddings(buffer, batch);
        try (OnnxTensor in = input.tensor(inputs(buffer, batch), batch);
                OnnxTensor out = ModelSession.tensor(embeddings, batch, dimension)) {
            call.run(Map.of(input.name(), in), Map.of(OUTPUT, out));
            return Embedding.rows(embeddings, dimension);
        }
    }

    /** A graphics card plans its convolutions anew for every size of batch, so it is shown powers of two only. */
    private int paddedBatch(int items) {
        boolean power = device().kind() != Device.Kind.CUDA || Integer.bitCount(items) == 1;
        return power ? items : Integer.highestOneBit(items) << 1;
    }

    /** Embeddings stand first, for floats must be aligned; the inputs follow. */
    private int bytes(int batch) {
        return Math.multiplyExact(batch, dimension * Float.BYTES + input.bytes());
    }

    private FloatBuffer embeddings(ByteBuffer buffer, int batch) {
        return buffer.slice(0, batch * dimension * Float.BYTES)
                .order(buffer.order())
                .asFloatBuffer();
    }

    private ByteBuffer inputs(ByteBuffer buffer, int batch) {
        return buffer.slice(batch * dimension * Float.BYTES, batch * input.bytes())
                .order(buffer.order());
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
