package io.github.siamese4j.training;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Draws synthetic labelled pictures: each class is a figure of strokes, each picture of it is drawn a little off. */
public final class Pictures {
    private Pictures() {}

    /** Writes a picture of one colour. */
    public static void plain(Path file, int width, int height, Color color) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        write(file, image);
    }

    /** Writes {@code root/group/class/picture.png}. */
    public static void grouped(Path root, int groups, int classes, int pictures, int side) {
        for (int g = 0; g < groups; g++) {
            for (int c = 0; c < classes; c++) {
                for (int p = 0; p < pictures; p++) {
                    Path file = root.resolve("group" + g).resolve("class" + c).resolve(p + ".png");
                    write(file, figure(side, 1000L * g + c, p));
                }
            }
        }
    }

    private static BufferedImage figure(int side, long figure, long variant) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, side, side);
        graphics.setColor(Color.BLACK);
        graphics.setStroke(new BasicStroke(side / 12f));
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        Random shape = new Random(figure * 7919 + 1);
        Random jitter = new Random(figure * 104729 + variant);
        for (int i = 0; i < 3; i++) {
            graphics.drawLine(
                    place(side, shape, jitter), place(side, shape, jitter),
                    place(side, shape, jitter), place(side, shape, jitter));
        }
        graphics.dispose();
        return image;
    }

    private static int place(int side, Random shape, Random jitter) {
        return (int) (side * (0.1 + 0.8 * shape.nextDouble() + 0.05 * (jitter.nextDouble() - 0.5)));
    }

    private static void write(Path file, BufferedImage image) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
