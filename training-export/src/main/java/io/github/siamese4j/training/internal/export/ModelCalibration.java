package io.github.siamese4j.training.internal.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.siamese4j.Calibration;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
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
 * The threshold in [0, 1] and the calibration of a model, as its metadata stores them, with facts on their origin.
 * Writing them changes no other byte of {@code encoder.onnx}, so the encoder's id and the galleries made with it stay
 * valid.
 */
public record ModelCalibration(double threshold, Optional<Calibration> calibration, Map<String, String> facts) {

    /** The fact that names the kind of pairs. Calibrations of labelled pairs have none. */
    public static final String PROTOCOL = "protocol";

    private static final String COPIES = "copies";
    private static final String FACTS = ModelMetadata.PREFIX + ModelMetadata.CALIBRATION + ".";
    private static final String SHA256 = ModelMetadata.PREFIX + "sha256";
    private static final String HEADING = "## Calibrated by `siamese4j calibrate`";
    private static final String NEXT_SECTION = "\n## ";

    /** Checks the threshold and copies the facts. */
    public ModelCalibration {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be in [0, 1]: " + threshold);
        }
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /**
     * Reads the calibration of a sibling: a model that was trained in the same way without some classes, and calibrated
     * on those. The facts of the result name the sibling. Fails with {@code NOT_CALIBRATED} if it was never calibrated.
     */
    public static ModelCalibration of(Path sibling) {
        ModelDirectory source = ModelDirectory.read(sibling);
        Map<String, String> facts = facts(source);
        ModelMetadata metadata = source.metadata();
        if (facts.isEmpty()) {
            throw new TrainingException(
                    Code.NOT_CALIBRATED,
                    sibling + " is not calibrated; first run siamese4j calibrate --model " + sibling
                            + " --data DIR with classes it was not trained on");
        }
        facts.put("sibling", metadata.name() + " " + metadata.encoderId());
        return new ModelCalibration(metadata.threshold(), metadata.calibration(), facts);
    }

    /** Returns whether a directory holds a calibrated model. A model that cannot be read has no calibration to lose. */
    public static boolean isPresent(Path model) {
        try {
            return Files.exists(model.resolve(ModelDirectory.ENCODER))
                    && !facts(ModelDirectory.read(model)).isEmpty();
        } catch (ModelException e) {
            return false;
        }
    }

    /** Returns whether a model was calibrated on altered copies of pictures. */
    public static boolean isForCopies(Path model) {
        return COPIES.equals(facts(ModelDirectory.read(model)).get(PROTOCOL));
    }

    private static Map<String, String> facts(ModelDirectory model) {
        Map<String, String> facts = new TreeMap<>();
        model.encoder().metadata().forEach((key, value) -> {
            if (key.startsWith(FACTS)) {
                facts.put(key.substring(FACTS.length()), value);
            }
        });
        return facts;
    }

    /**
     * Replaces {@code encoder.onnx}, then the section of {@code MODEL_CARD.md} about the calibration. Each file is
     * complete at any time. An earlier calibration is replaced. A file that cannot be written is unchanged.
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
            AtomicFiles.replaceFile(directory.resolve(ModelDirectory.ENCODER), withEntries(encoder.bytes(), entries));
            writeCard(directory.resolve(ModelDirectoryWriter.CARD));
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "the calibration cannot be written to " + directory + ": " + e
                            + "; check free space and permissions",
                    e);
        }
    }

    /** Returns a model with other metadata: all other fields byte for byte, then the new entries and the checksum. */
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
        entries.forEach((key, value) -> metadata.addMetadataProps(OnnxWriter.entry(key, value)));
        metadata.build().writeTo(out);
        out.write(Checksum.entryFor(ByteBuffer.wrap(out.toByteArray())));
        return out.toByteArray();
    }

    private void writeCard(Path card) throws IOException {
        String text = Files.exists(card) ? Files.readString(card, UTF_8) : "";
        Map<String, String> rows = new TreeMap<>(facts);
        rows.putIfAbsent("threshold", Double.toString(threshold));
        String section = ModelCard.section(HEADING, rows);
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
