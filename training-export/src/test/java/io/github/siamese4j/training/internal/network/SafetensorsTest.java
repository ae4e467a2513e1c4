package io.github.siamese4j.training.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    Path folder;

    private static Map<String, FloatTensor> tensors() {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        Random random = new Random(3);
        // The middle tensor is longer than a chunk of the writer, and not a multiple of it.
        for (int[] shape : new int[][] {{3, 5}, {7, 50_021}, {1}}) {
            float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            tensors.put(
                    "t" + tensors.size(),
                    new FloatTensor(
                            new Shape(Arrays.stream(shape).asLongStream().toArray()), values));
        }
        return tensors;
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Safetensors.write(file, tensors());
        Map<String, FloatTensor> read = Safetensors.read(file);
        assertThat(read.keySet()).containsExactly("t0", "t1", "t2");
        tensors().forEach((name, tensor) -> {
            FloatTensor back = Objects.requireNonNull(read.get(name));
            assertThat(back.shape()).isEqualTo(tensor.shape());
            assertThat(back.values()).isEqualTo(tensor.values());
        });
    }

    @Test
    void isReadByTheEngineToo() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Safetensors.write(file, tensors());
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                InputStream in = Files.newInputStream(file)) {
            NDList list = NDList.decode(manager, in);
            FloatTensor expected = Objects.requireNonNull(tensors().get("t0"));
            NDArray first = list.get("t0");
            assertThat(first.toFloatArray()).isEqualTo(expected.values());
        }
    }

    /** The bits follow from the definitions: 1, the largest float16, the smallest, the smallest normal one, −2. */
    @Test
    void readsOtherFloatsAndLeavesOutIntegers() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (int half : new int[] {0x3C00, 0x7BFF, 0x0001, 0x0400, 0xC000, 0x7C00}) {
            data.putShort((short) half);
        }
        data.putShort((short) 0x3F80)
                .putShort((short) 0xC000)
                .putDouble(0.1)
                .putDouble(-3)
                .putLong(7);
        String header = "{'h':{'dtype':'F16','shape':[6],'data_offsets':[0,12]},"
                + "'b':{'dtype':'BF16','shape':[2],'data_offsets':[12,16]},"
                + "'d':{'dtype':'F64','shape':[2],'data_offsets':[16,32]},"
                + "'n':{'dtype':'I64','shape':[],'data_offsets':[32,40]}}";
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("types.safetensors");
        ByteBuffer whole = ByteBuffer.allocate(8 + json.length + 40).order(ByteOrder.LITTLE_ENDIAN);
        whole.putLong(json.length).put(json).put(data.flip());
        Files.write(file, whole.array());
        Map<String, FloatTensor> read = Safetensors.read(file);
        assertThat(read.keySet()).containsExactly("h", "b", "d");
        assertThat(values(read, "h"))
                .containsExactly(1, 65504, (float) 0x1p-24, (float) 0x1p-14, -2, Float.POSITIVE_INFINITY);
        assertThat(values(read, "b")).containsExactly(1, -2);
        assertThat(values(read, "d")).containsExactly(0.1f, -3);
    }

    private static float[] values(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name).values();
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Safetensors.write(file, tensors());
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 7, 8, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertInvalid(file);
        }
        byte[] wild = whole.clone();
        wild[6] = 0x7f;
        Files.write(file, wild);
        assertInvalid(file);
        byte[] noJson = whole.clone();
        noJson[8] = 'x';
        Files.write(file, noJson);
        assertInvalid(file);
    }

    private static void assertInvalid(Path file) {
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_INVALID));
    }
}
