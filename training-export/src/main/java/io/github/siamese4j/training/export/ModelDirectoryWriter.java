package io.github.siamese4j.training.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.siamese4j.Preprocessing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes model directories of format 1, as {@code docs/model-format.md} describes them. */
final class ModelDirectoryWriter {

    static final String ENCODER = "encoder.onnx";
    static final String SCORER = "scorer.onnx";
    static final String CARD = "MODEL_CARD.md";

    private static final String PREFIX = "siamese4j.";
    private static final String FORMAT = "1";

    private ModelDirectoryWriter() {}

    /**
     * Writes all files beside the directory, then puts them in its place.
     *
     * @throws ExportException {@code TARGET_OCCUPIED} or {@code WRITE_FAILED}; the directory is as it was
     */
    static void write(
            Path directory,
            GraphProto encoder,
            GraphProto scorer,
            TwinStorage storage,
            ModelDescription description,
            ExportReport report) {
        Map<String, String> common = new LinkedHashMap<>();
        common.put("format", FORMAT);
        common.put("encoder.id", sha256(encoder));
        Map<String, String> encoderMetadata = new LinkedHashMap<>(common);
        encoderMetadata.put("storage", lowerCase(storage.encoder()));
        describe(encoderMetadata, description);
        encoderMetadata.put("parity.embedding", Double.toString(report.embeddingDifference()));
        encoderMetadata.put("parity.score", Double.toString(report.scoreDifference()));
        encoderMetadata.put("storage.score.max", Double.toString(report.storageScoreMax()));
        encoderMetadata.put("storage.score.mean", Double.toString(report.storageScoreMean()));
        new TreeMap<>(description.training()).forEach((key, value) -> encoderMetadata.put("training." + key, value));
        Map<String, String> scorerMetadata = new LinkedHashMap<>(common);
        scorerMetadata.put("storage", lowerCase(storage.scorer()));

        AtomicDirectory.replace(directory, Set.of(ENCODER, SCORER, CARD), files -> {
            writeModel(files.resolve(ENCODER), encoder, encoderMetadata);
            writeModel(files.resolve(SCORER), scorer, scorerMetadata);
            Files.writeString(files.resolve(CARD), description.card());
        });
    }

    private static void describe(Map<String, String> metadata, ModelDescription description) {
        Preprocessing preprocessing = description.preprocessing();
        metadata.put("name", description.name());
        metadata.put("input", "image");
        metadata.put("fit", lowerCase(preprocessing.fit()));
        metadata.put("interpolation", lowerCase(preprocessing.interpolation()));
        metadata.put("padding", String.format(Locale.ROOT, "#%06x", preprocessing.padding()));
        metadata.put("scorer", "onnx");
        metadata.put("threshold", Double.toString(description.threshold()));
    }

    private static void writeModel(Path file, GraphProto graph, Map<String, String> metadata) throws IOException {
        Map<String, String> prefixed = new LinkedHashMap<>();
        metadata.forEach((key, value) -> prefixed.put(PREFIX + key, value));
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            OnnxWriter.model(graph, prefixed).writeTo(new DigestOutputStream(out, digest));
            out.write(checksum(digest.digest()));
        }
    }

    /** A protobuf message may be extended by appending a field, so the checksum can follow what it is taken of. */
    private static byte[] checksum(byte[] digest) {
        return ModelProto.newBuilder()
                .addMetadataProps(
                        OnnxWriter.entry(PREFIX + "sha256", HexFormat.of().formatHex(digest)))
                .build()
                .toByteArray();
    }

    private static String sha256(GraphProto graph) {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            graph.writeTo(out);
        } catch (IOException e) {
            throw new AssertionError("a stream to nowhere does not fail", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
