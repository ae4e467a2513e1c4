package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.internal.augment.BatchRenderer;
import io.github.siamese4j.training.internal.augment.PixelBatch;
import io.github.siamese4j.training.internal.data.Dataset;
import io.github.siamese4j.training.internal.data.FolderScan;
import io.github.siamese4j.training.internal.data.ImageLoader;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder for each person, as in public sets of faces: PGM and JPEG of mixed sizes, with other files among them. */
class FacesFolderTest {
    private static final int PERSONS = 6;
    private static final int PICTURES = 4;

    @TempDir
    Path folder;

    private Path faces;

    @BeforeEach
    void writeFaces() throws IOException {
        faces = folder.resolve("faces");
        for (int person = 1; person <= PERSONS; person++) {
            Path mine = Files.createDirectories(faces.resolve("s" + person));
            for (int i = 1; i <= PICTURES; i++) {
                BufferedImage face = face(person, 20 + 7 * i, 40 + 3 * person, i % 2 == 0);
                if (i % 2 == 0) {
                    ImageIO.write(face, "jpg", mine.resolve(i + ".JPG").toFile());
                } else {
                    Files.write(mine.resolve(i + ".pgm"), pgm(face));
                }
            }
        }
        Files.writeString(faces.resolve("README"), "faces");
        Files.writeString(faces.resolve("s1/Thumbs.db"), "thumbnails");
        Files.write(faces.resolve("overview.pgm"), pgm(face(7, 50, 50, false)));
    }

    private static BufferedImage face(int person, int width, int height, boolean colour) {
        BufferedImage image =
                new BufferedImage(width, height, colour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(250 - 30 * person, 200, 30 * person));
        graphics.fillOval(2, 2, width - 4, height - 4);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(width / 4, height / (2 + person), 4, 4);
        graphics.dispose();
        return image;
    }

    private static byte[] pgm(BufferedImage grey) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String header = "P5 " + grey.getWidth() + " " + grey.getHeight() + " 255\n";
        bytes.write(header.getBytes(StandardCharsets.US_ASCII));
        for (int y = 0; y < grey.getHeight(); y++) {
            for (int x = 0; x < grey.getWidth(); x++) {
                bytes.write(grey.getRaster().getSample(x, y, 0));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void trainsWithOneCommand() throws IOException {
        Path run = folder.resolve("run");
        ConsoleRun result = ConsoleRun.of(
                "train",
                "--data",
                faces.toString(),
                "--run",
                run.toString(),
                "--network",
                "LIGHT",
                "--size",
                "32",
                "--warm-up",
                "1",
                "--steps",
                "2");
        assertThat(result.code()).as(result.errors()).isZero();
        assertThat(result.out().strip()).isEqualTo("best checkpoint: " + run.resolve("best"));
        assertThat(Files.readAllLines(run.resolve("steps.csv"))).hasSize(3);
        assertThat(Files.readString(run.resolve("data.txt")))
                .contains("1 image lies outside", "overview.pgm", "passed over 1 file", "README")
                .doesNotContain("Thumbs");
    }

    @Test
    void givesBatchesOfCutPictures() {
        Augmentation crop = Augmentation.of(CropAugmentation.standard());
        Dataset data = Dataset.load(
                FolderScan.scan(faces, FolderLayout.AUTO),
                new ImageLoader(Preprocessing.letterbox(32, 32), crop.detail()),
                Long.MAX_VALUE,
                0);
        assertThat(data.classes()).hasSize(PERSONS).allMatch(c -> c.items().size() == PICTURES);
        PixelBatch batch = new BatchRenderer(data.images(), crop)
                .render(Sampler.of(data.classes(), SamplingPolicy.standard(), 1).batch(0));
        assertThat(batch.count()).isEqualTo(PERSONS * 4);
        assertThat(batch.pixels().remaining()).isEqualTo(PERSONS * 4 * 32 * 32 * batch.channels());
    }
}
