package io.github.siamese4j.features;

import io.github.siamese4j.features.FeatureDescription.Glcm;
import java.util.Arrays;

/**
 * Texture by grey-level co-occurrence: one pass over the pixels for each offset, one over the counts for its six
 * numbers.
 */
final class GlcmFeatures {

    private final int levels;
    private final int width;
    private final int height;
    private final int[] greys;
    private final int[] counts;

    private GlcmFeatures(GreyPicture picture, int levels) {
        this.levels = levels;
        this.width = picture.width();
        this.height = picture.height();
        this.greys = new int[width * height];
        this.counts = new int[levels * levels];
        byte[] luma = picture.luma();
        for (int i = 0; i < greys.length; i++) {
            greys[i] = ((luma[i] & 0xFF) * levels) >> 8;
        }
    }

    /**
     * Computes the values of one picture.
     *
     * @return for each distance and angle: contrast, dissimilarity, homogeneity, energy, correlation, ASM
     */
    static double[] of(GreyPicture picture, Glcm settings) {
        GlcmFeatures features = new GlcmFeatures(picture, settings.levels());
        double[] values = new double[settings.length()];
        int at = 0;
        for (int distance : settings.distances()) {
            // scikit-image rounds the offset to whole pixels, so a diagonal step is about as long as a straight one.
            int diagonal = (int) Math.round(distance * Math.sqrt(0.5));
            for (int angle : settings.angles()) {
                switch (angle) {
                    case 0 -> features.count(distance, 0);
                    case 45 -> features.count(diagonal, diagonal);
                    case 90 -> features.count(0, distance);
                    default -> features.count(-diagonal, diagonal);
                }
                features.measure(values, at);
                at += Glcm.PROPERTIES.size();
            }
        }
        return values;
    }

    /**
     * Counts the pairs of greys whose second lies {@code right} pixels to the right of the first and {@code down} below
     * it.
     */
    private void count(int right, int down) {
        Arrays.fill(counts, 0);
        int from = Math.max(0, -right);
        int to = Math.min(width, width - right);
        int offset = down * width + right;
        for (int y = 0; y < height - down; y++) {
            for (int i = y * width + from, end = y * width + to; i < end; i++) {
                counts[greys[i] * levels + greys[i + offset]]++;
            }
        }
    }

    /** Reads each count together with its mirror image, so that the sums are those of the symmetric matrix. */
    private void measure(double[] values, int at) {
        long pairs = 0;
        long contrast = 0;
        long dissimilarity = 0;
        double homogeneity = 0;
        double squares = 0;
        double sum = 0;
        for (int i = 0; i < levels; i++) {
            for (int j = i; j < levels; j++) {
                long both = (long) counts[i * levels + j] + (i == j ? 0 : counts[j * levels + i]);
                long difference = (long) j - i;
                pairs += both;
                contrast += both * difference * difference;
                dissimilarity += both * difference;
                homogeneity += both / (1.0 + difference * difference);
                // Off the diagonal the symmetric matrix holds half of both, twice.
                squares += i == j ? (double) both * both : 0.5 * both * both;
                sum += 0.5 * both * (i + j);
            }
        }
        values[at] = (double) contrast / pairs;
        values[at + 1] = (double) dissimilarity / pairs;
        values[at + 2] = homogeneity / pairs;
        values[at + 5] = squares / ((double) pairs * pairs);
        values[at + 3] = Math.sqrt(values[at + 5]);
        values[at + 4] = correlation(sum / pairs);
    }

    private double correlation(double mean) {
        double variance = 0;
        double covariance = 0;
        for (int i = 0; i < levels; i++) {
            for (int j = i; j < levels; j++) {
                double both = counts[i * levels + j] + (i == j ? 0.0 : counts[j * levels + i]);
                double left = i - mean;
                double right = j - mean;
                covariance += both * left * right;
                variance += 0.5 * both * (left * left + right * right);
            }
        }
        return variance == 0 ? 1 : covariance / variance;
    }
}
