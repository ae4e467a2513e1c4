package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.internal.model.ModelFiles;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes the values of tensors from the files beside a model into the model. Names that lead out of the folder of the
 * model are refused.
 */
final class ExternalTensors extends GraphRewriter {

    private final String location;
    private final ModelSource source;
    private final Map<String, ByteBuffer> files = new HashMap<>();

    ExternalTensors(String location, ModelSource source) {
        this.location = location;
        this.source = source;
    }

    @Override
    ProtobufMessage tensor(ProtobufMessage tensor) {
        if (tensor.value(Onnx.TENSOR_DATA_LOCATION, 0) != Onnx.EXTERNAL) {
            return tensor;
        }
        Map<String, String> entries = new HashMap<>();
        tensor.messages(Onnx.TENSOR_EXTERNAL_DATA).forEach(entry -> entries.put(entry.text(1), entry.text(2)));
        ByteBuffer file = files.computeIfAbsent(entries.getOrDefault("location", ""), this::read);
        long offset = number(tensor, entries.getOrDefault("offset", "0"));
        long length = entries.containsKey("length")
                ? number(tensor, entries.get("length"))
                : Math.max(0, file.remaining() - offset);
        if (offset > file.remaining() || length > file.remaining() - offset) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    location + ": tensor " + tensor.text(Onnx.TENSOR_NAME) + " needs " + length + " bytes at " + offset
                            + " of " + entries.get("location") + ", which has " + file.remaining()
                            + " bytes; copy both files again");
        }
        return tensor.copy()
                .remove(Onnx.TENSOR_DATA_LOCATION)
                .remove(Onnx.TENSOR_EXTERNAL_DATA)
                .bytes(Onnx.TENSOR_RAW, file.slice((int) offset, (int) length));
    }

    private ByteBuffer read(String file) {
        if (!ModelFiles.exists(source, file)) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    location + " stores tensors in " + ModelFiles.location(source, file)
                            + ", which does not exist; keep both files together");
        }
        return ModelFiles.read(source, file);
    }

    private long number(ProtobufMessage tensor, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a negative number.
        }
        throw new ModelException(
                ErrorCode.MODEL_INVALID,
                location + ": tensor " + tensor.text(Onnx.TENSOR_NAME) + " has the position '" + text
                        + "' in another file; export the model again");
    }
}
