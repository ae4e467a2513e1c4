package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A finished model over images, whose encoder stays as it is while a network over its embeddings is trained. A model
 * that was made in this way itself gives the encoder it was made from, because trained layers leave out what their
 * classes do not need. The scorer file is empty with a metric.
 */
public record FrozenModel(
        ModelSource source, ModelDirectory directory, ModelProto encoderFile, Optional<ModelProto> scorerFile) {

    private static final String STORAGE = ModelMetadata.PREFIX + "storage";

    /**
     * Reads a model directory. The id is that of the encoder the run began with; null at the beginning. Fails with
     * {@link Code#ENCODER_UNUSABLE} if the directory is missing or not usable, reads feature vectors, or holds another
     * encoder.
     */
    public static FrozenModel read(Path path, @Nullable String id) {
        ModelSource source = ModelSource.of(path);
        ModelDirectory directory;
        try {
            directory = ModelDirectory.read(source);
            Optional<ModelSource> inner = withoutTrainedLayers(directory);
            if (inner.isPresent()) {
                source = inner.get();
                directory = ModelDirectory.read(source);
            }
        } catch (ModelException e) {
            throw new TrainingException(
                    Code.ENCODER_UNUSABLE,
                    "the frozen encoder" + (id == null ? "" : " " + id) + " cannot be read: " + e.getMessage(),
                    e);
        }
        ModelMetadata metadata = directory.metadata();
        if (!(metadata.input() instanceof ModelMetadata.Pictures)) {
            throw new TrainingException(
                    Code.ENCODER_UNUSABLE, path + " takes feature vectors, not images; name a model over images");
        }
        if (id != null && !id.equals(metadata.encoderId())) {
            throw new TrainingException(
                    Code.ENCODER_UNUSABLE,
                    path + " holds the encoder " + metadata.encoderId() + ", but the run began with " + id
                            + "; put the model of the run back, or start another run");
        }
        return new FrozenModel(
                source,
                directory,
                parse(directory.encoder()),
                directory.scorer().map(FrozenModel::parse));
    }

    /** Returns the model that a frozen encoder was before layers were trained on it; empty if there are none. */
    private static Optional<ModelSource> withoutTrainedLayers(ModelDirectory directory) {
        ModelProto file = parse(directory.encoder());
        return JoinedGraph.encoder(file.getGraph()).map(graph -> {
            ModelMetadata metadata = new ModelMetadata(
                    Checksum.sha256(ByteBuffer.wrap(graph.toByteArray())),
                    directory.metadata().name(),
                    directory.metadata().input(),
                    Optional.of(Metric.COSINE),
                    ModelMetadata.DEFAULT_THRESHOLD);
            Map<String, String> entries = metadata.entries();
            entries.put(STORAGE, directory.encoder().metadata().getOrDefault(STORAGE, "float32"));
            byte[] model = OnnxWriter.model(frame(file), graph, entries).toByteArray();
            byte[] checksum = Checksum.entryFor(ByteBuffer.wrap(model));
            byte[] whole = Arrays.copyOf(model, model.length + checksum.length);
            System.arraycopy(checksum, 0, whole, model.length, checksum.length);
            return ModelSource.of(Map.of(ModelDirectory.ENCODER, whole));
        });
    }

    /** Returns the graph of the encoder. */
    GraphProto encoder() {
        return encoderFile.getGraph();
    }

    /** Returns the graph of the scorer; empty with a metric. */
    Optional<GraphProto> scorer() {
        return scorerFile.map(ModelProto::getGraph);
    }

    ModelProto encoderFrame() {
        return frame(encoderFile);
    }

    ModelProto scorerFrame() {
        return scorerFile.map(FrozenModel::frame).orElseGet(OnnxWriter::frame);
    }

    /** Returns the storage of the encoder's weights, as its metadata name it. */
    String storage() {
        return directory.encoder().metadata().getOrDefault(STORAGE, "float32");
    }

    /** Returns the dimension of an embedding. */
    public int dimension() {
        return size(encoder().getOutput(0).getType().getTensorType().getShape(), 1);
    }

    /** Returns the height of an input image. */
    public int height() {
        return size(encoder().getInput(0).getType().getTensorType().getShape(), 1);
    }

    /** Returns the width of an input image. */
    public int width() {
        return size(encoder().getInput(0).getType().getTensorType().getShape(), 2);
    }

    /** Returns the way images are brought to the input of the encoder. */
    public Preprocessing preprocessing() {
        ModelMetadata.Pictures pictures =
                (ModelMetadata.Pictures) directory.metadata().input();
        return new Preprocessing(width(), height(), pictures.fit(), pictures.interpolation(), pictures.padding());
    }

    private static int size(TensorShapeProto shape, int axis) {
        return Math.toIntExact(shape.getDim(axis).getDimValue());
    }

    private static ModelProto frame(ModelProto file) {
        return file.toBuilder().clearGraph().clearMetadataProps().build();
    }

    private static ModelProto parse(OnnxFile file) {
        try {
            return ModelProto.parseFrom(file.bytes().duplicate());
        } catch (InvalidProtocolBufferException e) {
            throw new TrainingException(
                    Code.ENCODER_UNUSABLE, file.location() + " is not ONNX; copy or export the model again", e);
        }
    }
}
