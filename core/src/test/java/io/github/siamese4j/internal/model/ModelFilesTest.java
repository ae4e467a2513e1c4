package io.github.siamese4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/etc/passwd", "../secret", "a/../../secret", "a/..", "./a", "a//b", "a\\b", "C:a", "\0"})
    void aNameOutsideTheSourceIsRefused(String name) throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("secret"), "secret");
        for (ModelSource source :
                new ModelSource[] {ModelSource.of(model), ModelSource.classpath("models/tiny"), ModelSource.of(Map.of())
                }) {
            assertInvalid(() -> ModelFiles.read(source, name), "must be inside");
            assertInvalid(() -> ModelFiles.exists(source, name), "must be inside");
        }
    }

    @Test
    void anyFileInsideCanBeRead() throws IOException {
        Files.createDirectories(folder.resolve("weights"));
        Files.write(folder.resolve("weights/part..1"), new byte[] {1, 2, 3});
        ModelSource source = ModelSource.of(folder);
        assertThat(ModelFiles.exists(source, "weights/part..1")).isTrue();
        assertThat(ModelFiles.exists(source, "weights")).isFalse();
        assertThat(ModelFiles.exists(source, "weights/part2")).isFalse();
        assertThat(ModelFiles.read(source, "weights/part..1")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        ModelSource memory = ModelSource.of(Map.of("weights/part", new byte[] {4}));
        assertThat(ModelFiles.exists(memory, "weights/part")).isTrue();
        assertThat(ModelFiles.read(memory, "weights/part")).isEqualTo(ByteBuffer.wrap(new byte[] {4}));
    }

    @Test
    void aFileThatTheCallerNamesCanHaveAnyNameOfItsPlatform() throws IOException {
        assumeTrue(File.separatorChar == '/', "other platforms forbid these characters");
        for (String name : new String[] {"model:v2.onnx", "a\\b.onnx"}) {
            Path file = Files.write(folder.resolve(name), new byte[] {1, 2, 3});
            ModelFiles.Place place = ModelFiles.Place.of(file);
            assertThat(ModelFiles.exists(place)).isTrue();
            assertThat(ModelFiles.read(place)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertInvalid(() -> ModelFiles.read(place.source(), name), "must be inside");
        }
        for (String name : new String[] {"", "/etc/passwd", "../secret", "a/..", "a//b", "\0"}) {
            ModelFiles.Place outside = new ModelFiles.Place(ModelSource.of(folder), name);
            assertInvalid(() -> ModelFiles.exists(outside), "must be inside");
            assertInvalid(() -> ModelFiles.read(outside), "must be inside");
            assertThat(ModelFiles.location(outside.source(), name)).isNotEmpty();
        }
    }

    @Test
    void aClosedFileSystemIsAModelError() throws IOException {
        ModelSource source;
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            Files.write(zip.getPath("model.onnx"), new byte[] {1});
            source = ModelSource.of(zip.getPath("/"));
            assertThat(ModelFiles.exists(source, "model.onnx")).isTrue();
        }
        assertInvalid(() -> ModelFiles.exists(source, "model.onnx"), "is closed; load the model before");
    }

    @Test
    void anInterruptEndsReadingAndKeepsItsFlag() throws IOException {
        Files.write(folder.resolve("a"), new byte[] {1});
        ModelSource source = ModelSource.of(folder);
        Thread.currentThread().interrupt();
        assertInterrupted(() -> ModelFiles.read(source, "a"));

        ClassLoader interrupted = new ClassLoader(null) {
            @Override
            public InputStream getResourceAsStream(String name) {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new InterruptedIOException();
                    }

                    @Override
                    public int read(byte[] to, int at, int length) throws IOException {
                        return read();
                    }
                };
            }
        };
        assertInterrupted(() -> ModelFiles.read(new ModelSource.ClassPath("a", interrupted), "b"));
    }

    private static void assertInterrupted(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aStreamOfAnyLengthIsReadWhole() {
        for (int length : new int[] {0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_017}) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            ByteBuffer read = ModelFiles.read(new ModelSource.ClassPath("a", serving(bytes)), "b");
            assertThat(read.isDirect()).isTrue();
            assertThat(read).isEqualTo(ByteBuffer.wrap(bytes));
        }
    }

    @Test
    void aStreamThatFailsIsAModelError() {
        ClassLoader failing = new ClassLoader(null) {
            @Override
            public InputStream getResourceAsStream(String name) {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("disk on fire");
                    }

                    @Override
                    public int read(byte[] to, int at, int length) throws IOException {
                        return read();
                    }
                };
            }
        };
        assertInvalid(
                () -> ModelFiles.read(new ModelSource.ClassPath("a", failing), "b"),
                "classpath:a/b cannot be read: java.io.IOException: disk on fire");
    }

    @Test
    void aClassLoaderThatFailsIsAModelError() {
        ClassLoader failing = new ClassLoader(null) {
            @Override
            public URL getResource(String name) {
                throw new IllegalStateException("undeployed");
            }

            @Override
            public InputStream getResourceAsStream(String name) {
                throw new IllegalStateException("undeployed");
            }
        };
        ModelSource source = new ModelSource.ClassPath("a", failing);
        assertInvalid(() -> ModelFiles.read(source, "b"), "classpath:a/b cannot be read");
        assertInvalid(() -> ModelFiles.exists(source, "b"), "undeployed");
    }

    private static ClassLoader serving(byte[] bytes) {
        return new ClassLoader(null) {
            @Override
            public InputStream getResourceAsStream(String name) {
                assertThat(name).isEqualTo("a/b");
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    private static void assertInvalid(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining(message);
    }
}
