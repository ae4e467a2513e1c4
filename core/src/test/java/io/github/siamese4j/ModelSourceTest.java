package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model gives the same scores from every kind of source. */
class ModelSourceTest {

    private static final List<String> FILES = List.of("encoder.onnx", "scorer.onnx");

    @TempDir
    private Path folder;

    @Test
    void loadsFromADirectory() {
        assertLoads(ModelSource.of(TestModels.path("tiny")));
    }

    @Test
    void loadsFromAJarFileSystemWithoutAFileBesideTheJar() throws IOException {
        Path jar = jar(folder.resolve("app.jar"));
        FileTime longAgo = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
        Files.setLastModifiedTime(folder, longAgo);
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            assertLoads(ModelSource.of(files.getPath("/models/tiny")));
            assertLoads(ModelSource.of(files.getPath("models", "tiny")));
        }
        // Creating a file in the folder, even a temporary one, would change its time.
        assertThat(Files.getLastModifiedTime(folder)).isEqualTo(longAgo);
    }

    @Test
    void loadsFromAJarInAJar() throws IOException {
        Path inner = jar(folder.resolve("inner.jar"));
        Path outer = folder.resolve("outer.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(outer))) {
            out.putNextEntry(new ZipEntry("lib/inner.jar"));
            Files.copy(inner, out);
        }
        try (FileSystem outerFiles = FileSystems.newFileSystem(outer);
                FileSystem innerFiles = FileSystems.newFileSystem(outerFiles.getPath("/lib/inner.jar"))) {
            assertLoads(ModelSource.of(innerFiles.getPath("/models/tiny")));
        }
    }

    @Test
    void loadsFromTheClassPath() {
        assertLoads(ModelSource.classpath("models/tiny"));
        assertLoads(ModelSource.classpath("/models/tiny/"));
    }

    @Test
    void loadsFromAClassLoader() throws IOException {
        Path jar = jar(folder.resolve("app.jar"));
        ModelSource source;
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            source = ModelSource.classpath("models/tiny", loader);
            assertLoads(source);
        }
    }

    @Test
    void theContextClassLoaderIsAskedUnlessItDoesNotKnowTheLibrary() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Path jar = folder.resolve("app.jar");
        write(Files.newOutputStream(jar), "other/");
        URL[] urls = {jar.toUri().toURL()};
        try (URLClassLoader child = new URLClassLoader(urls, getClass().getClassLoader());
                URLClassLoader stranger = new URLClassLoader(urls, null)) {
            thread.setContextClassLoader(child);
            assertLoads(ModelSource.classpath("other"));
            thread.setContextClassLoader(stranger);
            assertLoads(ModelSource.classpath("models/tiny"));
            thread.setContextClassLoader(null);
            assertLoads(ModelSource.classpath("models/tiny"));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void loadsFromBytes() {
        Map<String, byte[]> files = bytes();
        ModelSource source = ModelSource.of(files);
        files.clear();
        assertLoads(source);
        assertThat(source.toString()).contains("encoder.onnx", "scorer.onnx");
    }

    @Test
    void everyWayToLoadTakesASource() {
        ModelSource source = ModelSource.classpath("models/tiny");
        try (Encoder encoder = Encoder.load(source, TestModels.onProcessor());
                SiameseComparator built = SiameseComparator.builder()
                        .model(source)
                        .options(TestModels.onProcessor())
                        .build()) {
            Embedding picture = encoder.encode(Image.of(TestModels.picture(0)));
            assertThat(built.similarity(picture, picture)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void aMissingModelIsNamedWithItsLocation() throws IOException {
        assertInvalid(
                ModelSource.of(folder.resolve("none")), folder.resolve("none").toString());
        assertInvalid(ModelSource.classpath("models/none"), "classpath:models/none/encoder.onnx");
        Map<String, byte[]> files = bytes();
        files.remove("scorer.onnx");
        assertInvalid(ModelSource.of(files), "scorer.onnx of the model in memory");
        try (FileSystem jar = FileSystems.newFileSystem(jar(folder.resolve("app.jar")))) {
            assertInvalid(ModelSource.of(jar.getPath("/none")), "app.jar!/none");
            assertInvalid(ModelSource.of(jar.getPath("/models")), "app.jar!/models/encoder.onnx");
        }
    }

    @Test
    void aClosedFileSystemIsAModelError() throws IOException {
        ModelSource source;
        try (FileSystem jar = FileSystems.newFileSystem(jar(folder.resolve("app.jar")))) {
            source = ModelSource.of(jar.getPath("/models/tiny"));
        }
        assertInvalid(source, "app.jar!/models/tiny");
    }

    @Test
    void damagedBytesAreRefused() {
        Map<String, byte[]> files = bytes();
        files.computeIfPresent("encoder.onnx", (name, bytes) -> {
            bytes[20] ^= 1;
            return bytes;
        });
        assertInvalid(ModelSource.of(files), "encoder.onnx of the model in memory");
    }

    @Test
    void aFolderOfTheClassPathHasAPlainName() {
        for (String name : List.of("", "/", "a//b", "../a", "a/..", "a/./b", "//a")) {
            assertThatThrownBy(() -> ModelSource.classpath(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("folder must be a name");
        }
    }

    private static void assertLoads(ModelSource source) {
        double expected;
        try (SiameseComparator comparator = TestModels.tiny()) {
            expected = comparator.similarity(TestModels.picture(0), TestModels.picture(1));
        }
        try (SiameseComparator comparator = SiameseComparator.load(source, TestModels.onProcessor())) {
            assertThat(comparator.similarity(TestModels.picture(0), TestModels.picture(1)))
                    .isEqualTo(expected);
        }
    }

    private static void assertInvalid(ModelSource source, String named) {
        assertThatThrownBy(() -> SiameseComparator.load(source, TestModels.onProcessor()))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining(named);
    }

    private static Map<String, byte[]> bytes() {
        Map<String, byte[]> files = new HashMap<>();
        FILES.forEach(name -> files.put(name, TestModels.bytes(TestModels.path("tiny/" + name))));
        return files;
    }

    private static Path jar(Path jar) throws IOException {
        write(Files.newOutputStream(jar), "models/tiny/");
        return jar;
    }

    /** Writes the files without entries for their folders, as many tools do. */
    private static void write(OutputStream to, String prefix) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(to)) {
            for (Map.Entry<String, byte[]> file : bytes().entrySet()) {
                out.putNextEntry(new ZipEntry(prefix + file.getKey()));
                out.write(file.getValue());
            }
        }
    }
}
