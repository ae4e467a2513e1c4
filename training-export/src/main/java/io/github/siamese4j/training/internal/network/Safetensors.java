package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes tensors in the <a href="https://github.com/huggingface/safetensors">safetensors</a> format: the
 * header length in 8 bytes (little endian), a JSON header, the values. The writer writes float32 and pads the header so
 * that the values start at a multiple of 8. The reader also reads float16, bfloat16 and float64, and converts each
 * value to the nearest float32.
 */
public final class Safetensors {
    private static final int MAX_HEADER = 100_000_000;
    private static final int CHUNK_BYTES = 1 << 20;
    /** Bytes per value of the types that can be read. */
    private static final Map<String, Integer> BYTES = new TreeMap<>(Map.of("F32", 4, "F16", 2, "BF16", 2, "F64", 8));

    private Safetensors() {}

    /** Writes a new file and forces it to the disk. The file must not exist. */
    public static void write(Path file, Map<String, FloatTensor> tensors) throws IOException {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (Map.Entry<String, FloatTensor> entry : tensors.entrySet()) {
            FloatTensor tensor = entry.getValue();
            JsonObject info = new JsonObject();
            info.addProperty("dtype", "F32");
            info.add("shape", Json.tree(tensor.shape().getShape()));
            long end = offset + 4L * tensor.values().length;
            info.add("data_offsets", Json.tree(new long[] {offset, end}));
            offset = end;
            header.add(entry.getKey(), info);
        }
        String json = header.toString();
        byte[] bytes = (json + " ".repeat((8 - json.getBytes(StandardCharsets.UTF_8).length % 8) % 8))
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer start = ByteBuffer.allocate(8 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
            start.putLong(bytes.length).put(bytes).flip();
            writeFully(channel, start);
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (FloatTensor tensor : tensors.values()) {
                float[] values = tensor.values();
                for (int from = 0; from < values.length; from += CHUNK_BYTES / 4) {
                    int count = Math.min(CHUNK_BYTES / 4, values.length - from);
                    chunk.clear();
                    chunk.asFloatBuffer().put(values, from, count);
                    chunk.limit(4 * count);
                    writeFully(channel, chunk);
                }
            }
            channel.force(true);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /**
     * Reads the floating-point tensors, by name and in the order of the header. Others, such as PyTorch's batch
     * counters, are ignored.
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if the file is incomplete or holds no such tensor,
     *     {@link Code#IO_FAILED} if it cannot be read
     */
    public static Map<String, FloatTensor> read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer length = readFully(channel, 0, 8, file);
            long headerLength = length.getLong(0);
            if (headerLength < 2 || headerLength > Math.min(MAX_HEADER, channel.size() - 8)) {
                throw invalid(file, "its header length is " + headerLength, null);
            }
            ByteBuffer header = readFully(channel, 8, (int) headerLength, file);
            JsonObject json = Json.parse(StandardCharsets.UTF_8.decode(header).toString());
            Map<String, FloatTensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
                if (!entry.getKey().equals("__metadata__")) {
                    JsonObject info = entry.getValue().getAsJsonObject();
                    int bytes = BYTES.getOrDefault(info.get("dtype").getAsString(), 0);
                    if (bytes > 0) {
                        tensors.put(entry.getKey(), tensor(channel, 8 + headerLength, info, bytes, file));
                    }
                }
            }
            if (tensors.isEmpty() && json.size() > 0) {
                throw invalid(file, "it holds no tensor of type " + BYTES.keySet(), null);
            }
            return tensors;
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (JsonParseException | IllegalStateException | NumberFormatException | NullPointerException e) {
            throw invalid(file, "its header is not valid", e);
        }
    }

    private static FloatTensor tensor(FileChannel channel, long dataStart, JsonObject info, int bytes, Path file)
            throws IOException {
        long[] shape = info.getAsJsonArray("shape").asList().stream()
                .mapToLong(JsonElement::getAsLong)
                .toArray();
        JsonArray offsets = info.getAsJsonArray("data_offsets");
        long from = offsets.get(0).getAsLong();
        long to = offsets.get(1).getAsLong();
        Shape known = new Shape(shape);
        if (from < 0 || to - from != bytes * known.size() || to - from > Integer.MAX_VALUE - 8) {
            throw invalid(file, "offsets " + from + ".." + to + " do not fit shape " + known, null);
        }
        ByteBuffer raw = readFully(channel, dataStart + from, (int) (to - from), file);
        return new FloatTensor(known, values(raw, info.get("dtype").getAsString(), (int) known.size()));
    }

    private static float[] values(ByteBuffer raw, String type, int count) {
        float[] values = new float[count];
        switch (type) {
            case "F32" -> raw.asFloatBuffer().get(values);
            case "F16" -> {
                for (int i = 0; i < count; i++) {
                    values[i] = Fp16Conversions.fp16ToFloat(raw.getShort());
                }
            }
            case "BF16" -> {
                for (int i = 0; i < count; i++) {
                    values[i] = Fp16Conversions.bf16ToFloat(raw.getShort());
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    values[i] = (float) raw.getDouble();
                }
            }
        }
        return values;
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int count, Path file) throws IOException {
        if (position + count > channel.size()) {
            throw invalid(file, "it ends at byte " + channel.size() + ", expected " + (position + count), null);
        }
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw invalid(file, "it was truncated while being read", null);
            }
        }
        return buffer.flip();
    }

    private static TrainingException invalid(Path file, String why, @Nullable Throwable cause) {
        return new TrainingException(
                Code.CHECKPOINT_INVALID,
                file + " is not a usable safetensors file: " + why + "; use another file",
                cause);
    }
}
