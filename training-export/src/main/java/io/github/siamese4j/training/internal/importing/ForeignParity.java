package io.github.siamese4j.training.internal.importing;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Compares an adapted encoder with the foreign model, and with itself when its weights are stored compactly. */
public final class ForeignParity {

    /** Largest allowed difference relative to the largest embedding value. */
    private static final double TOLERANCE = 1e-4;

    /** The same where the model rounds: a last bit of the input can move a value by a whole step. */
    private static final double ROUNDED_TOLERANCE = 2e-2;

    private ForeignParity() {}

    /** Returns the embeddings that the foreign model gives. */
    public static List<Embedding> expected(ForeignReference reference, byte[][] pictures) {
        List<Embedding> embeddings = new ArrayList<>();
        for (byte[] picture : pictures) {
            embeddings.add(Embedding.of(reference.embed(picture)));
        }
        return embeddings;
    }

    /** Returns the embeddings that an encoder gives through its normal path. */
    public static Embeddings embeddings(Encoder encoder, byte[][] pictures, int width, int height) {
        List<Image> images = new ArrayList<>();
        for (byte[] picture : pictures) {
            images.add(Image.of(image(picture, width, height)));
        }
        return encoder.encode(images);
    }

    private static BufferedImage image(byte[] rgb, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            int colour = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
            image.setRGB(i % width, i / width, colour);
        }
        return image;
    }

    /**
     * Returns the differences, without those of storage. Throws {@code PARITY_FAILED} if they are too large or not
     * finite.
     *
     * @param rounded whether the foreign model computes with less precision than float32
     */
    public static Report check(List<Embedding> expected, List<Embedding> actual, Metric metric, boolean rounded) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.size(); i++) {
            for (int d = 0; d < expected.get(i).dimension(); d++) {
                double value = expected.get(i).get(d);
                largest = Math.max(largest, Math.abs(value));
                difference = Math.max(difference, Math.abs(value - actual.get(i).get(d)));
            }
        }
        double relative = difference == 0 ? 0 : difference / largest;
        double allowed = rounded ? ROUNDED_TOLERANCE : TOLERANCE;
        if (!(relative <= allowed)) {
            throw new TrainingException(
                    Code.PARITY_FAILED,
                    "the adapted model differs from the foreign model by " + relative
                            + " of the largest embedding value, at most " + allowed
                            + " is allowed; nothing is written. Please report the model");
        }
        return new Report(difference, relative, scores(expected, actual, metric)[0], 0, 0);
    }

    /** Returns the largest and the mean difference of a score, over all pairs. */
    public static double[] scores(List<Embedding> expected, List<Embedding> actual, Metric metric) {
        double max = 0;
        double sum = 0;
        int count = 0;
        for (int i = 0; i < expected.size(); i++) {
            for (int j = i + 1; j < expected.size(); j++) {
                double difference = Math.abs(
                        metric.score(expected.get(i), expected.get(j)) - metric.score(actual.get(i), actual.get(j)));
                max = Math.max(max, difference);
                sum += difference;
                count++;
            }
        }
        return new double[] {max, count == 0 ? 0 : sum / count};
    }
}
