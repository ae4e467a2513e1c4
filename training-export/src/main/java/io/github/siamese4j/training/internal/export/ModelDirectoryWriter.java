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
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes model directories of format 1, as {@code docs/model-format.md} describes them. */
final class ModelDirectoryWriter {

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

        try {
            AtomicFiles.requireOnly(directory, Set.of(ModelDirectory.ENCODER, ModelDirectory.SCORER, CARD));
            AtomicFiles.replaceDirectory(directory, files -> {
                writeModel(files.resolve(ModelDirectory.ENCODER), graph.encoderFrame(), encoder, encoderEntries);
                if (scorer.isPresent()) {
                    writeModel(files.resolve(ModelDirectory.SCORER), graph.scorerFrame(), scorer.get(), scorerEntries);
                }
                Files.writeString(files.resolve(CARD), description.card());
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

    private static void writeModel(Path file, ModelProto frame, GraphProto graph, Map<String, String> entries)
            throws IOException {
        byte[] model = OnnxWriter.model(frame, graph, entries).toByteArray();
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            out.write(model);
            out.write(Checksum.entryFor(ByteBuffer.wrap(model)));
        }
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
