package io.github.siamese4j.internal.encode;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Explanation;
import io.github.siamese4j.Image;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.ProgressListener;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Computes heat maps: covers one place of an image after the other and measures the drop of the score. */
public final class Occlusion {

    private final Encoder encoder;
    private final PairScorer scorer;
    private final int patch;
    private final int stride;

    public Occlusion(Encoder encoder, PairScorer scorer, int patch, int stride) {
        this.encoder = encoder;
        this.scorer = scorer;
        this.patch = patch;
        this.stride = stride;
    }

    /**
     * Returns the default side of the patch: a fifth of the shorter side. Such a patch hides a stroke or an eye, and
     * still tells places apart.
     */
    public static int patch(BufferedImage image) {
        return Math.max(1, Math.min(image.getWidth(), image.getHeight()) / 5);
    }

    /** Returns the heat maps of two images that have been fitted into the model's input. */
    public Explanation explain(BufferedImage a, BufferedImage b, ProgressListener listener) {
        List<Place> placesA = places(a);
        List<Place> placesB = places(b);
        long total = 2L + placesA.size() + placesB.size();
        Embeddings plain = encoder.encode(List.of(Image.of(a), Image.of(b)));
        double score = scorer.score(plain.get(0), plain.get(1));
        listener.progressed(ProgressListener.Stage.ENCODING, 2, total);
        float[] heatA = heat(a, placesA, plain.get(1), score, 2, total, listener);
        float[] heatB = heat(b, placesB, plain.get(0), score, 2L + placesA.size(), total, listener);
        return new Explanation(score, new Explanation.Side(a, heatA), new Explanation.Side(b, heatB));
    }

    /** A rectangle of the image, cut off at the edges. */
    private record Place(int left, int top, int right, int bottom) {}

    /** Starts outside the image, so that pixels at the edge are covered about as often as the others. */
    private List<Place> places(BufferedImage image) {
        List<Place> places = new ArrayList<>();
        for (int top = Math.min(0, stride - patch); top < image.getHeight(); top += stride) {
            for (int left = Math.min(0, stride - patch); left < image.getWidth(); left += stride) {
                places.add(new Place(
                        Math.max(0, left),
                        Math.max(0, top),
                        Math.min(image.getWidth(), left + patch),
                        Math.min(image.getHeight(), top + patch)));
            }
        }
        return places;
    }

    private float[] heat(
            BufferedImage image,
            List<Place> places,
            Embedding other,
            double score,
            long before,
            long total,
            ProgressListener listener) {
        Color cover = meanColour(image);
        Iterator<Image> covered = places.stream()
                .map(place -> Image.of(covered(image, place, cover)))
                .iterator();
        Embeddings embeddings = BatchEncoding.encode(encoder, covered, places.size(), before, total, listener);
        double[] scores = scorer.scores(other, embeddings);
        return spread(image.getWidth(), image.getHeight(), places, scores, score);
    }

    /** Adds the drop of each place to its pixels, and returns the mean drop of each pixel. */
    private static float[] spread(int width, int height, List<Place> places, double[] scores, double score) {
        double[] sums = new double[width * height];
        int[] counts = new int[width * height];
        for (int i = 0; i < scores.length; i++) {
            Place place = places.get(i);
            for (int y = place.top; y < place.bottom; y++) {
                for (int x = place.left; x < place.right; x++) {
                    sums[y * width + x] += score - scores[i];
                    counts[y * width + x]++;
                }
            }
        }
        float[] heat = new float[sums.length];
        for (int i = 0; i < heat.length; i++) {
            heat[i] = (float) (sums[i] / Math.max(1, counts[i]));
        }
        return heat;
    }

    /** Returns the mean colour. A fixed grey would add an edge to an image of ink on paper. */
    private static Color meanColour(BufferedImage image) {
        long[] sums = new long[3];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                sums[0] += rgb >> 16 & 0xFF;
                sums[1] += rgb >> 8 & 0xFF;
                sums[2] += rgb & 0xFF;
            }
        }
        long pixels = (long) image.getWidth() * image.getHeight();
        return new Color((int) (sums[0] / pixels), (int) (sums[1] / pixels), (int) (sums[2] / pixels));
    }

    private static BufferedImage covered(BufferedImage image, Place place, Color cover) {
        BufferedImage copy = copy(image);
        Graphics2D graphics = copy.createGraphics();
        graphics.setColor(cover);
        graphics.fillRect(place.left, place.top, place.right - place.left, place.bottom - place.top);
        graphics.dispose();
        return copy;
    }

    /** Returns a copy of an image. */
    public static BufferedImage copy(BufferedImage image) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = copy.createGraphics();
        try {
            graphics.drawImage(image, 0, 0, null);
        } finally {
            graphics.dispose();
        }
        return copy;
    }
}
