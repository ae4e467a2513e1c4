package io.github.siamese4j.internal.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An ONNX file in a direct buffer, checked before a runtime sees it. The few fields of {@code ModelProto} that are
 * needed are read from the protobuf encoding, so that core depends on no protobuf library. The location names the file
 * in messages. The metadata are the {@code metadata_props}; the opset is the required version of the standard operator
 * set.
 */
public record OnnxFile(String location, ByteBuffer bytes, Map<String, String> metadata, long opset) {

    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET_IMPORT = 8;
    private static final int MODEL_METADATA = 14;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;

    /** Reads a file of a model. Refuses files that are not protobuf and files that store tensors in other files. */
    public static OnnxFile read(ModelSource source, String name) {
        ByteBuffer bytes = ModelFiles.read(source, name);
        String location = ModelFiles.location(source, name);
        Scan scan = new Scan(location);
        try {
            scan.model(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID, location + " is damaged or not an ONNX file; copy or export it again", e);
        }
        if (!scan.hasGraph) {
            throw new ModelException(ErrorCode.MODEL_INVALID, location + " holds no graph; copy or export it again");
        }
        return new OnnxFile(location, bytes, Map.copyOf(scan.metadata), scan.opset);
    }

    /** Reads the encoding once and skips the messages that are not needed. */
    private static final class Scan {

        private final String location;
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private long opset;
        private boolean hasGraph;

        Scan(String location) {
            this.location = location;
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
                            location + " stores tensors in other files; export it with its weights inside");
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
