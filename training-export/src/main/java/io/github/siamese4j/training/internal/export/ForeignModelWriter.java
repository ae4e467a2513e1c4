package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.ProtobufMessage;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes model directories of graphs that come from other tools. */
public final class ForeignModelWriter {

    private static final int METADATA_PROPS = 14;

    private ForeignModelWriter() {}

    /**
     * Writes all files beside the directory, then moves them into its place. A failure leaves the directory unchanged.
     *
     * @param encoder the {@code ModelProto} of the encoder, without metadata
     * @param scorer the {@code ModelProto} of the scorer, without metadata; empty with a metric
     * @param facts further entries of the encoder, without prefix
     */
    public static void write(
            Path directory,
            ProtobufMessage encoder,
            Optional<ProtobufMessage> scorer,
            ModelMetadata metadata,
            Map<String, String> facts,
            String card) {
        Map<String, String> entries = new TreeMap<>(metadata.entries());
        facts.forEach((key, value) -> entries.put(ModelMetadata.PREFIX + key, value));
        try {
            AtomicFiles.requireOnly(
                    directory, Set.of(ModelDirectory.ENCODER, ModelDirectory.SCORER, ModelDirectoryWriter.CARD));
            AtomicFiles.replaceDirectory(directory, files -> {
                writeModel(files.resolve(ModelDirectory.ENCODER), encoder, entries);
                if (scorer.isPresent()) {
                    writeModel(files.resolve(ModelDirectory.SCORER), scorer.get(), metadata.scorerEntries());
                }
                Files.writeString(files.resolve(ModelDirectoryWriter.CARD), card);
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

    private static void writeModel(Path file, ProtobufMessage model, Map<String, String> entries) throws IOException {
        ProtobufMessage complete = model.copy();
        entries.forEach((key, value) -> complete.message(
                METADATA_PROPS, new ProtobufMessage().text(1, key).text(2, value)));
        ByteBuffer bytes = complete.encode();
        byte[] checksum = Checksum.entryFor(bytes.duplicate());
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            ByteBuffer end = ByteBuffer.wrap(checksum);
            while (end.hasRemaining()) {
                out.write(end);
            }
        }
    }
}
