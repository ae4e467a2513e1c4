package io.github.siamese4j.training.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.siamese4j.evaluation.Calibration;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.training.export.ExportException.Code;
import io.github.siamese4j.training.files.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes another threshold and calibration into the metadata of a model. Everything else in {@code encoder.onnx} keeps its bytes, so the
 * encoder's identity and whatever was made with it stay valid.
 */
public final class ModelCalibration {

    private static final String FACTS = ModelMetadata.PREFIX + ModelMetadata.CALIBRATION + ".";
    private static final String SHA256 = ModelMetadata.PREFIX + "sha256";
    private static final String HEADING = "## Calibrated by `siamese4j calibrate`";
    private static final String NEXT_SECTION = "\n## ";

    private ModelCalibration() {}

    /**
     * Replaces {@code encoder.onnx}, then the section of {@code MODEL_CARD.md} that tells of it. Each file is whole at every moment.
     *
     * @param directory the model directory
     * @param threshold pairs that score at least this are called the same, in [0, 1]
     * @param calibration what turns a score into a probability; empty: none, and one that was there goes
     * @param facts how both were found; keys are written with {@code siamese4j.calibration.} before them
     * @throws io.github.siamese4j.ModelException if there is no model
     * @throws ExportException {@code WRITE_FAILED} if a file cannot be written; it is as it was
     */
    public static void write(
            Path directory, double threshold, Optional<Calibration> calibration, Map<String, String> facts) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be in [0, 1]: " + threshold);
        }
        OnnxFile encoder = ModelDirectory.read(directory).encoder();
        Map<String, String> entries = new TreeMap<>(encoder.metadata());
        entries.keySet()
                .removeIf(key -> key.equals(SHA256)
                        || key.startsWith(FACTS)
                        || key.equals(ModelMetadata.PREFIX + ModelMetadata.CALIBRATION));
        entries.put(ModelMetadata.PREFIX + ModelMetadata.THRESHOLD, Double.toString(threshold));
        calibration.ifPresent(fitted -> entries.put(ModelMetadata.PREFIX + ModelMetadata.CALIBRATION, fitted.text()));
        facts.forEach((key, value) -> entries.put(FACTS + key, value));
        try {
            AtomicFiles.replaceFile(encoder.path(), withEntries(encoder.bytes(), entries));
            writeCard(directory.resolve(ModelDirectoryWriter.CARD), threshold, facts);
        } catch (IOException e) {
            throw new ExportException(
                    Code.WRITE_FAILED,
                    "the calibration cannot be written to " + directory + ": " + e
                            + "; check free space and permissions",
                    e);
        }
    }

    /**
     * Takes threshold and calibration over from a sibling: a model made the same way without these classes, on which both could be
     * chosen honestly.
     *
     * @param sibling the calibrated model directory
     * @param directory the model directory that is changed, as by {@link #write}
     * @throws io.github.siamese4j.ModelException if one of them is no model
     * @throws ExportException {@code WRITE_FAILED} if a file cannot be written; it is as it was
     */
    public static void copy(Path sibling, Path directory) {
        ModelMetadata source = ModelDirectory.read(sibling).metadata();
        write(directory, source.threshold(), source.calibration(), facts(sibling));
    }

    /**
     * How a model was calibrated, as {@link #copy} takes it over.
     *
     * @param sibling the model directory
     * @return what it says of that, and its name and identity under {@code sibling}
     * @throws io.github.siamese4j.ModelException if it is no model
     */
    public static Map<String, String> facts(Path sibling) {
        ModelDirectory source = ModelDirectory.read(sibling);
        Map<String, String> facts = new TreeMap<>();
        source.encoder().metadata().forEach((key, value) -> {
            if (key.startsWith(FACTS)) {
                facts.put(key.substring(FACTS.length()), value);
            }
        });
        facts.put("sibling", source.metadata().name() + " " + source.metadata().encoderId());
        return facts;
    }

    /** The model with other metadata: all fields but the old entries byte for byte, then the new entries and the checksum. */
    private static byte[] withEntries(ByteBuffer file, Map<String, String> entries) throws IOException {
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 4096);
        while (!in.isAtEnd()) {
            int start = in.getTotalBytesRead();
            int tag = in.readTag();
            in.skipField(tag);
            if (WireFormat.getTagFieldNumber(tag) != ModelProto.METADATA_PROPS_FIELD_NUMBER) {
                out.write(bytes, start, in.getTotalBytesRead() - start);
            }
        }
        ModelProto.Builder metadata = ModelProto.newBuilder();
        entries.forEach((key, value) -> metadata.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        metadata.build().writeTo(out);
        out.write(Checksum.entryFor(ByteBuffer.wrap(out.toByteArray())));
        return out.toByteArray();
    }

    private static void writeCard(Path card, double threshold, Map<String, String> facts) throws IOException {
        String text = Files.exists(card) ? Files.readString(card, UTF_8) : "";
        StringBuilder section = new StringBuilder(HEADING)
                .append("\n\n| what | value |\n| --- | --- |\n| threshold | ")
                .append(threshold)
                .append(" |\n");
        new TreeMap<>(facts)
                .forEach((key, value) -> section.append("| ")
                        .append(key)
                        .append(" | ")
                        .append(value)
                        .append(" |\n"));
        int start = text.indexOf(HEADING);
        if (start < 0) {
            String before = text.isBlank() ? "" : text.stripTrailing() + "\n\n";
            AtomicFiles.replaceFile(card, before + section);
            return;
        }
        int end = text.indexOf(NEXT_SECTION, start);
        AtomicFiles.replaceFile(card, text.substring(0, start) + section + (end < 0 ? "" : text.substring(end)));
    }
}
