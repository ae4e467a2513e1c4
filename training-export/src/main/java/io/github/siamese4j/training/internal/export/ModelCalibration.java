package io.github.siamese4j.training.internal.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.siamese4j.Calibration;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.files.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What turns a model's scores into decisions and probabilities, as its metadata keeps it. Writing it leaves the bytes
 * of everything else in {@code encoder.onnx} alone, so the encoder's identity and whatever was made with it stay valid.
 *
 * @param threshold pairs that score at least this are called the same, in [0, 1]
 * @param calibration what turns a score into a probability; empty: none
 * @param facts how both were found; keys are written with {@code siamese4j.calibration.} before them
 */
public record ModelCalibration(double threshold, Optional<Calibration> calibration, Map<String, String> facts) {

    private static final String FACTS = ModelMetadata.PREFIX + ModelMetadata.CALIBRATION + ".";
    private static final String SHA256 = ModelMetadata.PREFIX + "sha256";
    private static final String HEADING = "## Calibrated by `siamese4j calibrate`";
    private static final String NEXT_SECTION = "\n## ";

    /** Copies the facts. */
    public ModelCalibration {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be in [0, 1]: " + threshold);
        }
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /**
     * Reads what a sibling was calibrated with: a model made the same way without some classes, on which it could be
     * calibrated honestly.
     *
     * @param sibling the model directory
     * @return its calibration; the facts name the sibling, too
     * @throws io.github.siamese4j.ModelException if it is no model
     * @throws TrainingException {@code NOT_CALIBRATED} if it has the threshold it was exported with and nothing else
     */
    public static ModelCalibration of(Path sibling) {
        ModelDirectory source = ModelDirectory.read(sibling);
        Map<String, String> facts = new TreeMap<>();
        source.encoder().metadata().forEach((key, value) -> {
            if (key.startsWith(FACTS)) {
                facts.put(key.substring(FACTS.length()), value);
            }
        });
        ModelMetadata metadata = source.metadata();
        if (facts.isEmpty()) {
            throw new TrainingException(
                    Code.NOT_CALIBRATED,
                    sibling + " has not been calibrated; run siamese4j calibrate --model " + sibling
                            + " --data DIR on classes it was not trained on first");
        }
        facts.put("sibling", metadata.name() + " " + metadata.encoderId());
        return new ModelCalibration(metadata.threshold(), metadata.calibration(), facts);
    }

    /**
     * Replaces {@code encoder.onnx}, then the section of {@code MODEL_CARD.md} that tells of it. Each file is whole at
     * every moment. A calibration that was there goes.
     *
     * @param directory the model directory
     * @throws io.github.siamese4j.ModelException if there is no model
     * @throws TrainingException {@code IO_FAILED} if a file cannot be written; it is as it was
     */
    public void writeTo(Path directory) {
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
            writeCard(directory.resolve(ModelDirectoryWriter.CARD));
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "the calibration cannot be written to " + directory + ": " + e
                            + "; check free space and permissions",
                    e);
        }
    }

    /**
     * The model with other metadata: all fields but the old entries byte for byte, then the new entries and the
     * checksum.
     */
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

    private void writeCard(Path card) throws IOException {
        String text = Files.exists(card) ? Files.readString(card, UTF_8) : "";
        Map<String, String> rows = new TreeMap<>(facts);
        rows.putIfAbsent("threshold", Double.toString(threshold));
        StringBuilder section = new StringBuilder(HEADING).append("\n\n| what | value |\n| --- | --- |\n");
        rows.forEach((key, value) ->
                section.append("| ").append(key).append(" | ").append(value).append(" |\n"));
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
