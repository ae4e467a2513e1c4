package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.DeviceException;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.FeatureException;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.training.TrainingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailuresTest {

    private static String report(Throwable failure, int code, boolean debug) {
        StringWriter errors = new StringWriter();
        CommandLine command = Siamese4j.commandLine().setErr(new PrintWriter(errors));
        assertThat(Failures.report(failure, command, debug))
                .as(errors.toString())
                .isEqualTo(code);
        return errors.toString();
    }

    /** One line each; a stack trace only with --debug. */
    @Test
    void everyKindHasItsCodeAndItsLine() {
        Map<Throwable, Integer> codes = new LinkedHashMap<>();
        codes.put(new ImageException(ErrorCode.IMAGE_TRUNCATED, "m"), 3);
        codes.put(new FeatureException(ErrorCode.FEATURES_INVALID, "m"), 3);
        codes.put(new ModelException(ErrorCode.MODEL_INVALID, "m"), 4);
        codes.put(new DeviceException(ErrorCode.DEVICE_UNAVAILABLE, "m"), 5);
        codes.put(new InferenceException(ErrorCode.INFERENCE_FAILED, "m"), 5);
        codes.put(new EvaluationException(ErrorCode.DATA_TOO_SMALL, "m"), 6);
        codes.put(new TrainingException(TrainingException.Code.DATA_EMPTY, "m"), 6);
        codes.put(new GalleryException(ErrorCode.GALLERY_CORRUPT, "m"), 7);
        codes.put(new IOException("m"), 1);
        codes.put(new UncheckedIOException("m", new IOException("n")), 1);
        codes.put(new IllegalStateException("m\nn"), 1);
        codes.put(new OutOfMemoryError("Java heap space"), 1);
        codes.forEach((failure, code) -> {
            assertThat(report(failure, code, false)).hasLineCount(1).contains(": ");
            assertThat(report(failure, code, true)).contains("\tat " + FailuresTest.class.getName());
        });
    }

    @Test
    void inputAndOutputFailuresSayWhatIsWrong() {
        assertThat(report(new NoSuchFileException("a/b.png"), 1, false).strip())
                .isEqualTo("IO_FAILED: a/b.png does not exist");
        assertThat(report(new UncheckedIOException("cannot write p.png", new AccessDeniedException("p.png")), 1, false)
                        .strip())
                .isEqualTo("IO_FAILED: cannot write p.png: no permission for p.png");
        assertThat(report(new OutOfMemoryError("Java heap space"), 1, false)).contains("SIAMESE4J_OPTS=-Xmx");
    }
}
