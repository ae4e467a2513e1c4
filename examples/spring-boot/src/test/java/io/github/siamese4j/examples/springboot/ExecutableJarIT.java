package io.github.siamese4j.examples.springboot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Comparison;
import io.github.siamese4j.Device;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starts the executable jar on a free port and uploads images. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ExecutableJarIT {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Path IMAGES = Path.of("../images");
    private static final String BOUNDARY = "boundary-of-the-test";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Process service;
    private static URI compare;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path log = Path.of("target", "service.log");
        service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-jar",
                        System.getProperty("jar"),
                        "--server.port=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Matcher started = STARTED.matcher("");
        while (!started.find() && service.isAlive()) {
            Thread.sleep(100);
            started = STARTED.matcher(Files.readString(log));
        }
        assertThat(service.isAlive()).as(Files.readString(log)).isTrue();
        compare = URI.create("http://localhost:" + started.group(1) + "/compare");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        service.destroy();
        assertThat(service.waitFor(20, TimeUnit.SECONDS))
                .as("the service stops")
                .isTrue();
    }

    @Test
    void answersAsTheLibraryDoes() throws IOException, InterruptedException {
        Path a = IMAGES.resolve("jacket.jpg");
        Path b = IMAGES.resolve("jacket-copy.jpg");
        HttpResponse<String> response = post(part("a", Files.readAllBytes(a)), part("b", Files.readAllBytes(b)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (SiameseComparator comparator = SiameseComparator.load(
                ModelSource.classpath("io/github/siamese4j/models/photos"),
                RuntimeOptions.defaults().withDevice(Device.CPU))) {
            Comparison expected = comparator.compare(a, b);
            assertThat(expected.same()).isTrue();
            assertThat(response.body())
                    .isEqualTo("{\"score\":" + expected.score() + ",\"same\":" + expected.same() + ",\"probability\":"
                            + expected.probability().orElseThrow() + ",\"model\":\"" + comparator.model() + "\"}");
        }
    }

    @Test
    void aBadUploadIsTheCallersFault() throws IOException, InterruptedException {
        byte[] image = Files.readAllBytes(IMAGES.resolve("beta-1.png"));
        assertProblem(415, "IMAGE_UNSUPPORTED", post(part("a", image), part("b", "no image".getBytes(UTF_8))));
        byte[] half = Arrays.copyOf(image, image.length / 2);
        assertProblem(422, "IMAGE_TRUNCATED", post(part("a", half), part("b", image)));
        assertThat(post(part("a", image)).statusCode()).isEqualTo(400);
        assertThat(post(part("a", image), part("b", new byte[33 << 20])).statusCode())
                .isEqualTo(413);
    }

    private static void assertProblem(int status, String code, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
    }

    private static HttpResponse<String> post(byte[]... parts) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.write(part);
        }
        body.write(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(compare)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static byte[] part(String name, byte[] content) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name
                        + ".png\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(UTF_8));
        part.write(content);
        part.write("\r\n".getBytes(UTF_8));
        return part.toByteArray();
    }
}
