package io.github.siamese4j.features;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.features.FeatureDescription.Glcm;
import java.util.Arrays;

/** Computes grey-level co-occurrence features with one pass over the pixels for each offset. */
final class GlcmFeatures {

    private final int levels;
    private final int width;
    private final int height;
    private final int[] greys;
    private final int[] counts;

    private GlcmFeatures(Pixels pixels, int levels) {
        this.levels = levels;
        this.width = pixels.width();
        this.height = pixels.height();
        this.greys = new int[width * height];
        this.counts = new int[levels * levels];
        byte[] luma = pixels.grey();
        for (int i = 0; i < greys.length; i++) {
            greys[i] = ((luma[i] & 0xFF) * levels) >> 8;
        }
    }

    /** Returns contrast, dissimilarity, homogeneity, energy, correlation and ASM for each distance and angle. */
    static double[] of(Pixels pixels, Glcm settings) {
        GlcmFeatures features = new GlcmFeatures(pixels, settings.levels());
        double[] values = new double[settings.length()];
        int at = 0;
        for (int distance : settings.distances()) {
            // Like scikit-image, round the diagonal offset to whole pixels of about the same length.
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

    /** Counts pairs of grey levels at an offset of {@code right} and {@code down} pixels. */
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

    /** Adds each count and its mirror image, which gives the sums of the symmetric matrix. */
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
                // Off the diagonal, the symmetric matrix holds half of both counts, twice.
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
