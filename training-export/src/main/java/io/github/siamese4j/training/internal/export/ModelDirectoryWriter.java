package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.WeightStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes model directories of format 1, as {@code docs/model-format.md} describes them. */
public final class ModelDirectoryWriter {

    static final String CARD = "MODEL_CARD.md";

    private static final String PREFIX = ModelMetadata.PREFIX;

    private ModelDirectoryWriter() {}

    /**
     * Writes all files beside the directory, then moves them into its place. A failure leaves the directory unchanged.
     */
    static void write(
            Path directory,
            NetworkGraph<?> graph,
            GraphProto encoder,
            Optional<GraphProto> scorer,
            WeightStorage storage,
            ModelDescription description,
            Report report) {
        String encoderId = Checksum.sha256(ByteBuffer.wrap(encoder.toByteArray()));
        Map<String, String> encoderEntries = new ModelMetadata(
                        encoderId,
                        description.name(),
                        graph.input(description),
                        graph.metric(),
                        description.threshold())
                .entries();
        encoderEntries.put(PREFIX + "storage", graph.encoderStorage(storage));
        encoderEntries.put(PREFIX + "parity.embedding", Double.toString(report.embeddingDifference()));
        encoderEntries.put(PREFIX + "parity.score", Double.toString(report.scoreDifference()));
        encoderEntries.put(PREFIX + "storage.score.max", Double.toString(report.storageScoreMax()));
        encoderEntries.put(PREFIX + "storage.score.mean", Double.toString(report.storageScoreMean()));
        description.training().forEach((key, value) -> encoderEntries.put(PREFIX + "training." + key, value));
        Map<String, String> scorerEntries = new TreeMap<>();
        scorerEntries.put(PREFIX + "format", ModelMetadata.FORMAT);
        scorerEntries.put(PREFIX + "encoder.id", encoderId);
        scorerEntries.put(PREFIX + "storage", lowerCase(storage));

        Map<String, ByteBuffer> models = new TreeMap<>();
        models.put(ModelDirectory.ENCODER, bytes(graph.encoderFrame(), encoder, encoderEntries));
        scorer.ifPresent(head -> models.put(ModelDirectory.SCORER, bytes(graph.scorerFrame(), head, scorerEntries)));
        write(directory, models, description.card());
    }

    /**
     * Writes all files beside the directory, then moves them into its place. A failure leaves the directory unchanged.
     *
     * @param directory absent, empty, or holding nothing but a model that siamese4j wrote
     * @param models serialized models with their metadata, without checksum, by file name
     * @throws TrainingException {@code TARGET_OCCUPIED} or {@code IO_FAILED}
     */
    public static void write(Path directory, Map<String, ByteBuffer> models, String card) {
        try {
            AtomicFiles.requireOnly(directory, Set.of(ModelDirectory.ENCODER, ModelDirectory.SCORER, CARD));
            requireOwn(directory.resolve(ModelDirectory.ENCODER));
            requireOwn(directory.resolve(ModelDirectory.SCORER));
            AtomicFiles.replaceDirectory(directory, files -> {
                for (Map.Entry<String, ByteBuffer> model : models.entrySet()) {
                    writeModel(files.resolve(model.getKey()), model.getValue());
                }
                Files.writeString(files.resolve(CARD), card);
            });
        } catch (FileAlreadyExistsException e) {
            throw new TrainingException(Code.TARGET_OCCUPIED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "the model cannot be written to " + directory + ", whose content is unchanged: " + e
                            + "; check free space and permissions",
                    e);
        }
    }

    /** Rejects a file that siamese4j did not write: it would be lost. */
    private static void requireOwn(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        ByteBuffer tail = ByteBuffer.allocate(Checksum.LENGTH);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            in.position(Math.max(0, in.size() - Checksum.LENGTH));
            while (tail.hasRemaining() && in.read(tail) >= 0) {}
        }
        if (!Checksum.isPresent(tail.flip())) {
            throw new FileAlreadyExistsException(
                    file.toString(),
                    null,
                    "siamese4j did not write it, and it would be lost: name another directory, or move the file");
        }
    }

    /**
     * Rejects a directory that holds the file to import: writing the model would replace the file.
     *
     * @throws TrainingException {@code TARGET_OCCUPIED}
     */
    public static void requireOutside(Path source, Path directory) {
        try {
            Path folder = source.toAbsolutePath().getParent();
            if (folder != null && Files.exists(directory) && Files.isSameFile(folder, directory)) {
                throw new TrainingException(
                        Code.TARGET_OCCUPIED,
                        directory + " holds " + source.getFileName()
                                + ", which would be lost: name another directory for the model");
            }
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, directory + " cannot be read: " + e + "; check permissions", e);
        }
    }

    private static ByteBuffer bytes(ModelProto frame, GraphProto graph, Map<String, String> entries) {
        return ByteBuffer.wrap(OnnxWriter.model(frame, graph, entries).toByteArray());
    }

    private static void writeModel(Path file, ByteBuffer model) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer part : List.of(model.duplicate(), ByteBuffer.wrap(Checksum.entryFor(model)))) {
                while (part.hasRemaining()) {
                    out.write(part);
                }
            }
        }
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
