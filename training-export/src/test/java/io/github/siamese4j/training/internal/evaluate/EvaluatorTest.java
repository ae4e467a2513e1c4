package io.github.siamese4j.training.internal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.ProgressListener.Stage;
import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.TrainingException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two classes of three images at 28×28: the left half is white, or the upper half. */
class EvaluatorTest {

    private static final int SIDE = 28;

    @TempDir
    Path folder;

    private final List<Long> progress = new ArrayList<>();
    private final Evaluator evaluator = new Evaluator(ScoredModel.pixels(), (stage, done, total) -> {
        assertThat(stage).isEqualTo(Stage.ENCODING);
        assertThat(total).isEqualTo(6);
        progress.add(done);
    });

    @BeforeEach
    void writeImages() throws IOException {
        for (int i = 0; i < 3; i++) {
            write("left", i, SIDE / 2, SIDE);
            write("upper", i, SIDE, SIDE / 2);
        }
    }

    private void write(String name, int number, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        Files.createDirectories(folder.resolve(name));
        ImageIO.write(
                image, "png", folder.resolve(name).resolve(number + ".png").toFile());
    }

    private EvaluationData data() {
        return EvaluationData.scan(folder, FolderLayout.CLASSES);
    }

    @Test
    void aDamagedImageRemovesItsPairsAndIsReported() throws IOException {
        Files.writeString(folder.resolve("left/1.png"), "damaged");
        LabelledScores scores = evaluator.pairs(data(), 1000, false, 1);
        // One same pair is left in one class and three in the other; the overlap of the halves is half of each.
        assertThat(scores.scores(true)).hasSize(4);
        for (double score : scores.scores(true)) {
            assertThat(score).isCloseTo(1, within(1e-6));
        }
        for (double score : scores.scores(false)) {
            assertThat(score).isCloseTo(0.75, within(1e-6));
        }
        assertThat(evaluator.images()).isEqualTo(5);
        assertThat(evaluator.skipped()).singleElement().asString().contains("1.png");
        assertThat(progress).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void trialsAndSearchesFindTheClass() {
        FewShotResult result =
                evaluator.fewShot(data(), new FewShotTrial.Plan(2, 1, 20, false, 3), FewShotResult.Pooling.MEAN);
        assertThat(result.accuracy().value()).isEqualTo(1);
        assertThat(evaluator.retrieval(data(), 6, 6, 1, List.of(1)).queries()).isEqualTo(6);
    }

    @Test
    void noUsableImageIsAnErrorWithTheFirstReason() throws IOException {
        for (String name : List.of("left", "upper")) {
            for (int i = 0; i < 3; i++) {
                Files.writeString(folder.resolve(name).resolve(i + ".png"), "damaged");
            }
        }
        assertThatThrownBy(() -> evaluator.pairs(data(), 1000, false, 1))
                .isInstanceOfSatisfying(
                        TrainingException.class,
                        e -> assertThat(e.code()).isEqualTo(TrainingException.Code.DATA_CORRUPT))
                .hasMessageContaining("none of the 6 images")
                .hasMessageContaining(".png");
    }
}
