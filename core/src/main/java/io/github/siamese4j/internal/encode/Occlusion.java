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

/** Covers places of a picture one after the other and looks what becomes of the score. */
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

    /** A fifth of the shorter side: large enough to hide a stroke or an eye, small enough to tell places apart. */
    public static int patch(BufferedImage picture) {
        return Math.max(1, Math.min(picture.getWidth(), picture.getHeight()) / 5);
    }

    public Explanation explain(BufferedImage a, BufferedImage b, ProgressListener listener) {
        List<Place> placesA = places(a);
        List<Place> placesB = places(b);
        long total = 2L + placesA.size() + placesB.size();
        List<Embedding> plain = encoder.encode(List.of(Image.of(a), Image.of(b)));
        double score = scorer.score(plain.get(0), plain.get(1));
        listener.progressed(ProgressListener.Stage.ENCODING, 2, total);
        float[] heatA = heat(
                a, placesA, plain.get(1), score, (stage, done, all) -> listener.progressed(stage, 2 + done, total));
        float[] heatB = heat(
                b,
                placesB,
                plain.get(0),
                score,
                (stage, done, all) -> listener.progressed(stage, 2 + placesA.size() + done, total));
        return new Explanation(score, new Explanation.Side(a, heatA), new Explanation.Side(b, heatB));
    }

    /**
     * A rectangle of the picture; those at its edges are cut off by them, so that every pixel is covered about equally
     * often.
     */
    private record Place(int left, int top, int right, int bottom) {}

    private List<Place> places(BufferedImage picture) {
        List<Place> places = new ArrayList<>();
        for (int top = Math.min(0, stride - patch); top < picture.getHeight(); top += stride) {
            for (int left = Math.min(0, stride - patch); left < picture.getWidth(); left += stride) {
                places.add(new Place(
                        Math.max(0, left),
                        Math.max(0, top),
                        Math.min(picture.getWidth(), left + patch),
                        Math.min(picture.getHeight(), top + patch)));
            }
        }
        return places;
    }

    private float[] heat(
            BufferedImage picture, List<Place> places, Embedding other, double score, ProgressListener listener) {
        Color cover = meanColour(picture);
        Iterator<Image> covered = places.stream()
                .map(place -> Image.of(covered(picture, place, cover)))
                .iterator();
        Embeddings.Builder embeddings = Embeddings.builder(other.dimension(), places.size());
        encoder.encodeAll(covered, (index, image, embedding) -> {
            embeddings.add(embedding);
            listener.progressed(ProgressListener.Stage.ENCODING, index + 1, places.size());
        });
        double[] scores = scorer.scores(other, embeddings.build());
        return spread(picture.getWidth(), picture.getHeight(), places, scores, score);
    }

    /** Every place gives its drop to the pixels it covers; a pixel has the mean of what it was given. */
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

    /** A colour that is in keeping with the picture; grey over ink on paper would be one more thing to see. */
    private static Color meanColour(BufferedImage picture) {
        long[] sums = new long[3];
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int rgb = picture.getRGB(x, y);
                sums[0] += rgb >> 16 & 0xFF;
                sums[1] += rgb >> 8 & 0xFF;
                sums[2] += rgb & 0xFF;
            }
        }
        long pixels = (long) picture.getWidth() * picture.getHeight();
        return new Color((int) (sums[0] / pixels), (int) (sums[1] / pixels), (int) (sums[2] / pixels));
    }

    private static BufferedImage covered(BufferedImage picture, Place place, Color cover) {
        BufferedImage copy = copy(picture);
        for (int y = place.top; y < place.bottom; y++) {
            for (int x = place.left; x < place.right; x++) {
                copy.setRGB(x, y, cover.getRGB());
            }
        }
        return copy;
    }

    public static BufferedImage copy(BufferedImage picture) {
        BufferedImage copy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = copy.createGraphics();
        try {
            graphics.drawImage(picture, 0, 0, null);
        } finally {
            graphics.dispose();
        }
        return copy;
    }
}
