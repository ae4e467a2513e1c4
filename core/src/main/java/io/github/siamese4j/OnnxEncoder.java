package io.github.siamese4j;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.internal.image.ImageReader;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.BufferPool;
import io.github.siamese4j.internal.runtime.ModelSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@code encoder.onnx}: pictures are decoded into the buffer the graph reads, embeddings come out of the one it wrote. */
final class OnnxEncoder implements Encoder {

    private static final String INPUT = "image";
    private static final String OUTPUT = "embedding";
    private static final int CHANNELS = 3;

    private final ModelSession session;
    private final ImageReader reader;
    private final int height;
    private final int width;
    private final int dimension;
    private final Embedding grey;
    private final BufferPool buffers = new BufferPool(Runtime.getRuntime().availableProcessors() + 2);

    private OnnxEncoder(ModelSession session, ModelMetadata metadata) {
        long[] input = session.input(INPUT, OnnxJavaType.UINT8, 1, "uint8 [N, H, W, 3]", 4);
        if (input[3] != CHANNELS) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "encoder.onnx: expected input image [N, H, W, 3], found channels: " + input[3]);
        }
        this.session = session;
        this.height = Math.toIntExact(input[1]);
        this.width = Math.toIntExact(input[2]);
        this.dimension = Math.toIntExact(session.output(OUTPUT, "float32 [N, D]", 2)[1]);
        this.reader = new ImageReader(
                new Preprocessing(width, height, metadata.fit(), metadata.interpolation(), metadata.padding()),
                session.options().imageLimits());
        this.grey = encodeGrey();
    }

    /** Loads the graph and proves by a run that it works on the device; nothing stays open if it does not. */
    static OnnxEncoder open(OnnxFile file, ModelMetadata metadata, Device device, RuntimeOptions options) {
        ModelSession session = ModelSession.open(file, device, options);
        try {
            OnnxEncoder encoder = new OnnxEncoder(session, metadata);
            for (float value : encoder.grey.toArray()) {
                if (!Float.isFinite(value)) {
                    throw new ModelException(
                            ErrorCode.MODEL_INVALID,
                            file.path() + " makes a value of " + value
                                    + " of a grey picture; export it again from a good checkpoint");
                }
            }
            return encoder;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** The embedding of a picture of one grey, from the run that proved the graph. */
    Embedding grey() {
        return grey;
    }

    /** Needs no decoder. */
    private Embedding encodeGrey() {
        try (ModelSession.Call call = session.call()) {
            return buffers.with(call, bytes(1), buffer -> {
                ByteBuffer pixels = pixels(buffer, 1);
                while (pixels.hasRemaining()) {
                    pixels.put((byte) 0x80);
                }
                return run(call, buffer, 1).get(0);
            });
        }
    }

    @Override
    public List<Embedding> encode(List<? extends Image> images) {
        try (ModelSession.Call call = session.call()) {
            int batchSize = session.options().batchSize();
            if (!images.isEmpty() && images.size() <= batchSize) {
                return encodeBatch(call, images);
            }
            List<Embedding> embeddings = new ArrayList<>(images.size());
            for (int from = 0; from < images.size(); from += batchSize) {
                embeddings.addAll(encodeBatch(call, images.subList(from, Math.min(images.size(), from + batchSize))));
            }
            return List.copyOf(embeddings);
        }
    }

    private List<Embedding> encodeBatch(ModelSession.Call call, List<? extends Image> images) {
        int batch = paddedBatch(images.size());
        return buffers.with(call, bytes(batch), buffer -> {
            ByteBuffer pixels = pixels(buffer, batch);
            for (Image image : images) {
                reader.read(image, pixels);
            }
            return run(call, buffer, batch).subList(0, images.size());
        });
    }

    private List<Embedding> run(ModelSession.Call call, ByteBuffer buffer, int batch) {
        FloatBuffer embeddings = embeddings(buffer, batch);
        try (OnnxTensor in = ModelSession.tensor(pixels(buffer, batch), batch, height, width, CHANNELS);
                OnnxTensor out = ModelSession.tensor(embeddings, batch, dimension)) {
            call.run(Map.of(INPUT, in), Map.of(OUTPUT, out));
            return Embedding.rows(embeddings, dimension);
        }
    }

    /** A graphics card plans its convolutions anew for every size of batch, so it is shown powers of two only. */
    private int paddedBatch(int images) {
        boolean power = device().kind() != Device.Kind.CUDA || Integer.bitCount(images) == 1;
        return power ? images : Integer.highestOneBit(images) << 1;
    }

    /** Embeddings stand first, for floats must be aligned; the pixels follow. */
    private int bytes(int batch) {
        return Math.multiplyExact(batch, dimension * Float.BYTES + height * width * CHANNELS);
    }

    private FloatBuffer embeddings(ByteBuffer buffer, int batch) {
        return buffer.slice(0, batch * dimension * Float.BYTES)
                .order(buffer.order())
                .asFloatBuffer();
    }

    private ByteBuffer pixels(ByteBuffer buffer, int batch) {
        return buffer.slice(batch * dimension * Float.BYTES, batch * height * width * CHANNELS);
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
