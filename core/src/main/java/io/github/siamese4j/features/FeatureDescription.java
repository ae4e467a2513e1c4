package io.github.siamese4j.features;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Preprocessing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * All settings of a {@link FeatureExtractor}. Only vectors of equal descriptions can be compared. Feature tables and
 * models store the {@linkplain #text() text} of their description.
 *
 * <p>A vector contains the values of {@link Hog} followed by those of {@link Glcm}. {@link #names()} returns the name
 * of each value. Values are not scaled to a common range.
 *
 * @param preprocessing the size and fit of images before their conversion to grey
 * @param hog the features of edges; empty for none
 * @param glcm the features of texture; empty for none
 */
public record FeatureDescription(Preprocessing preprocessing, Optional<Hog> hog, Optional<Glcm> glcm) {

    /** The maximum length of a vector. */
    public static final int MAX_LENGTH = 100_000;

    private static final FeatureDescription DEFAULTS = new FeatureDescription(
            Preprocessing.letterbox(128, 128),
            Optional.of(new Hog(16, 2, 9)),
            Optional.of(new Glcm(32, List.of(1, 2, 4, 8), List.of(0, 45, 90, 135))));

    /** Checks that the parts fit the size of the image. */
    public FeatureDescription {
        requireNonNull(preprocessing, "preprocessing");
        requireNonNull(hog, "hog");
        requireNonNull(glcm, "glcm");
        if (hog.isEmpty() && glcm.isEmpty()) {
            throw new IllegalArgumentException("hog and glcm must not both be empty");
        }
        Preprocessing size = preprocessing;
        hog.ifPresent(part -> part.requireFits(size));
        glcm.ifPresent(part -> part.requireFits(size));
        long length = hog.map(part -> part.length(size)).orElse(0L)
                + glcm.map(Glcm::length).orElse(0);
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("a vector must be at most " + MAX_LENGTH + " long: " + length
                    + "; use larger cells or a smaller image");
        }
    }

    /**
     * {@return the default description of 1,860 values} Images are letterboxed to 128 × 128 pixels. HOG has cells of 16
     * pixels, blocks of 2 × 2 cells and 9 bins (1,764 values). GLCM has 32 levels at the distances 1, 2, 4, 8 and the
     * angles 0, 45, 90, 135 (96 values).
     */
    public static FeatureDescription defaults() {
        return DEFAULTS;
    }

    /**
     * Parses the result of {@link #text()}.
     *
     * @param text the text
     * @return an equal description
     * @throws IllegalArgumentException if the text is not a description, or one of a newer release; the message names
     *     the unreadable part
     */
    public static FeatureDescription parse(String text) {
        return FeatureText.parse(text);
    }

    /**
     * {@return the description as one line of ASCII without commas, quotes or line breaks, equal for equal
     * descriptions} An example is {@code hog-glcm/1 size=128x128 fit=letterbox interpolation=bicubic padding=#808080
     * hog.cell=16 hog.block=2 hog.bins=9 glcm.levels=32 glcm.distances=1+2+4+8 glcm.angles=0+45+90+135}. Later releases
     * can read it.
     */
    public String text() {
        return FeatureText.of(this);
    }

    /** {@return the number of values of a vector, in 1..{@value #MAX_LENGTH}} */
    public int length() {
        return Math.toIntExact(hog.map(part -> part.length(preprocessing)).orElse(0L))
                + glcm.map(Glcm::length).orElse(0);
    }

    /**
     * {@return the {@link #length()} names of the values of a vector} {@code hog_x0_y3_cell2_bin5} is bin 5 of cell 2
     * (0 is upper left, 1 below it) in block column 0 and block row 3. {@code glcm_contrast_d1_a45} is the contrast at
     * distance 1 and angle 45.
     */
    public List<String> names() {
        List<String> names = new ArrayList<>(length());
        hog.ifPresent(part -> part.addNames(preprocessing, names));
        glcm.ifPresent(part -> part.addNames(names));
        return List.copyOf(names);
    }

    /**
     * Histograms of oriented gradients. OpenCV's {@code HOGDescriptor} computes them with unsigned gradients, without
     * gamma correction, with a Gaussian window of an eighth of a block's width plus height, and with L2-Hys
     * normalization at 0.2. Neighbouring blocks overlap by all but one cell. Each value is in [0, 1]. Blocks, and the
     * cells within them, are ordered by column. An image without edges gives only zeros.
     *
     * <p>N. Dalal, B. Triggs: Histograms of Oriented Gradients for Human Detection. CVPR 2005.
     *
     * @param cell the side of a cell in pixels, in 2..256; the sides of the image must be multiples of it
     * @param block the side of a block in cells, in 1..8
     * @param bins the number of orientations in 0..180 degrees, in 2..36
     */
    public record Hog(int cell, int block, int bins) {

        /** Checks the ranges. */
        public Hog {
            requireRange("cell", cell, 2, 256);
            requireRange("block", block, 1, 8);
            requireRange("bins", bins, 2, 36);
        }

        private void requireFits(Preprocessing image) {
            requireFits("width", image.width());
            requireFits("height", image.height());
        }

        private void requireFits(String name, int side) {
            if (side % cell != 0 || side < block * cell) {
                throw new IllegalArgumentException("the image's " + name + " must be a multiple of a cell's " + cell
                        + " pixels and hold a block of " + block * cell + ": " + side);
            }
        }

        int columns(Preprocessing image) {
            return image.width() / cell - block + 1;
        }

        int rows(Preprocessing image) {
            return image.height() / cell - block + 1;
        }

        long length(Preprocessing image) {
            return (long) columns(image) * rows(image) * block * block * bins;
        }

        private void addNames(Preprocessing image, List<String> names) {
            for (int x = 0; x < columns(image); x++) {
                for (int y = 0; y < rows(image); y++) {
                    for (int i = 0; i < block * block * bins; i++) {
                        names.add("hog_x" + x + "_y" + y + "_cell" + i / bins + "_bin" + i % bins);
                    }
                }
            }
        }
    }

    /**
     * Texture features of the grey-level co-occurrence matrix. The matrix holds the relative frequency of each pair of
     * grey levels at an offset, counted in both directions. Each distance and angle gives six values: contrast,
     * dissimilarity, homogeneity, energy, correlation and angular second moment (ASM). They equal those of
     * scikit-image's {@code graycoprops} for {@code graycomatrix(grey * levels // 256, …, symmetric=True,
     * normed=True)}. The correlation of an image of one grey level is 1.
     *
     * <p>R. Haralick, K. Shanmugam, I. Dinstein: Textural Features for Image Classification. IEEE SMC 3(6), 1973.
     *
     * @param levels the number of grey levels, in 2..256
     * @param distances 1 to 16 different distances in pixels, each shorter than the sides of the image
     * @param angles some of 0 (to the right), 45, 90 and 135 degrees, clockwise, without repetition
     */
    public record Glcm(int levels, List<Integer> distances, List<Integer> angles) {

        static final List<String> PROPERTIES =
                List.of("contrast", "dissimilarity", "homogeneity", "energy", "correlation", "asm");

        private static final int MOST_DISTANCES = 16;
        private static final List<Integer> ALL_ANGLES = List.of(0, 45, 90, 135);

        /** Checks the ranges and copies the lists. */
        public Glcm {
            distances = List.copyOf(distances);
            angles = List.copyOf(angles);
            requireRange("levels", levels, 2, 256);
            requireRange("number of distances", distances.size(), 1, MOST_DISTANCES);
            distances.forEach(distance -> requireRange("distance", distance, 1, Integer.MAX_VALUE));
            if (angles.isEmpty() || !ALL_ANGLES.containsAll(angles)) {
                throw new IllegalArgumentException("angles must be some of " + ALL_ANGLES + ": " + angles);
            }
            requireDifferent("distances", distances);
            requireDifferent("angles", angles);
        }

        private static void requireDifferent(String name, List<Integer> values) {
            if (new HashSet<>(values).size() < values.size()) {
                throw new IllegalArgumentException(name + " must differ from each other: " + values);
            }
        }

        private void requireFits(Preprocessing image) {
            int side = Math.min(image.width(), image.height());
            for (int distance : distances) {
                if (distance >= side) {
                    throw new IllegalArgumentException(
                            "distances must be shorter than the image's sides of at least " + side + ": " + distance);
                }
            }
        }

        int length() {
            return distances.size() * angles.size() * PROPERTIES.size();
        }

        private void addNames(List<String> names) {
            for (int distance : distances) {
                for (int angle : angles) {
                    for (String property : PROPERTIES) {
                        names.add("glcm_" + property + "_d" + distance + "_a" + angle);
                    }
                }
            }
        }
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be in " + least + ".." + most + ": " + value);
        }
    }
}
