package io.github.siamese4j.internal.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An ONNX file in a direct buffer, checked before a runtime sees it. The few fields of {@code ModelProto} that are
 * needed are read from the protobuf encoding, so that core depends on no protobuf library. The metadata are the
 * {@code metadata_props}; the opset is the required version of the standard operator set.
 */
public record OnnxFile(Path path, ByteBuffer bytes, Map<String, String> metadata, long opset) {

    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET_IMPORT = 8;
    private static final int MODEL_METADATA = 14;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;

    /** Reads a file. Refuses files that are not protobuf and files that store tensors in other files. */
    public static OnnxFile read(Path path) {
        ByteBuffer bytes = load(path);
        Scan scan = new Scan(path);
        try {
            scan.model(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID, path + " is damaged or not an ONNX file; copy or export it again", e);
        }
        if (!scan.hasGraph) {
            throw new ModelException(ErrorCode.MODEL_INVALID, path + " holds no graph; copy or export it again");
        }
        return new OnnxFile(path, bytes, Map.copyOf(scan.metadata), scan.opset);
    }

    private static ByteBuffer load(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID, "there is no file " + path + "; a model directory contains encoder.onnx");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new ModelException(
                        ErrorCode.MODEL_INVALID, path + " must be smaller than 2 GiB: " + size + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocateDirect((int) size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new EOFException("ended at " + bytes.position() + " of " + size + " bytes");
                }
            }
            return bytes.flip();
        } catch (IOException e) {
            throw new ModelException(ErrorCode.MODEL_INVALID, path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the encoding once and skips the messages that are not needed. */
    private static final class Scan {

        private final Path path;
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private long opset;
        private boolean hasGraph;

        Scan(Path path) {
            this.path = path;
        }

        void model(ByteBuffer in) {
            while (in.hasRemaining()) {
                long tag = ProtobufReader.varint(in);
                switch (ProtobufReader.field(tag)) {
                    case MODEL_GRAPH -> {
                        hasGraph = true;
                        graph(ProtobufReader.nested(tag, in));
                    }
                    case MODEL_OPSET_IMPORT -> opsetImport(ProtobufReader.nested(tag, in));
                    case MODEL_METADATA -> entry(ProtobufReader.nested(tag, in));
                    default -> ProtobufReader.skip(tag, in);
                }
            }
        }

        private void graph(ByteBuffer in) {
            while (in.hasRemaining()) {
                long tag = ProtobufReader.varint(in);
                if (ProtobufReader.field(tag) == GRAPH_INITIALIZER) {
                    initializer(ProtobufReader.nested(tag, in));
                } else {
                    ProtobufReader.skip(tag, in);
                }
            }
        }

        private void initializer(ByteBuffer in) {
            while (in.hasRemaining()) {
                long tag = ProtobufReader.varint(in);
                if (ProtobufReader.field(tag) != TENSOR_DATA_LOCATION) {
                    ProtobufReader.skip(tag, in);
                } else if (ProtobufReader.varint(in) == EXTERNAL) {
                    throw new ModelException(
                            ErrorCode.MODEL_INVALID,
                            path + " stores tensors in other files; export it with its weights inside");
                }
            }
        }

        private void opsetImport(ByteBuffer in) {
            String domain = "";
            long version = 0;
            while (in.hasRemaining()) {
                long tag = ProtobufReader.varint(in);
                switch (ProtobufReader.field(tag)) {
                    case 1 ->
                        domain = UTF_8.decode(ProtobufReader.nested(tag, in)).toString();
                    case 2 -> version = ProtobufReader.varint(in);
                    default -> ProtobufReader.skip(tag, in);
                }
            }
            if (domain.isEmpty() || domain.equals("ai.onnx")) {
                opset = version;
            }
        }

        private void entry(ByteBuffer in) {
            String key = "";
            String value = "";
            while (in.hasRemaining()) {
                long tag = ProtobufReader.varint(in);
                switch (ProtobufReader.field(tag)) {
                    case 1 -> key = UTF_8.decode(ProtobufReader.nested(tag, in)).toString();
                    case 2 ->
                        value = UTF_8.decode(ProtobufReader.nested(tag, in)).toString();
                    default -> ProtobufReader.skip(tag, in);
                }
            }
            metadata.put(key, value);
        }
    }
}
