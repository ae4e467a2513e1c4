package io.github.siamese4j.training.internal.alter;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Ways in which copies of pictures differ from their originals. An alteration works at the picture's own resolution.
 * Its result depends on the pixels and the seed alone.
 */
public enum Alteration {
    /** Both sides halved. */
    RESIZE_50(Shapes.resize(0.5)),
    /** Both sides quartered. */
    RESIZE_25(Shapes.resize(0.25)),
    /** Saved as JPEG of quality 50. */
    JPEG_50(50),
    /** Saved as JPEG of quality 30. */
    JPEG_30(30),
    /** Saved as JPEG of quality 10. */
    JPEG_10(10),
    /** Cropped to 80 % of each side, 64 % of the area, at a place near the centre. */
    CROP_80(Shapes.crop(0.8)),
    /** Cropped to 60 % of each side, 36 % of the area. */
    CROP_60(Shapes.crop(0.6)),
    /** Cropped to 40 % of each side, 16 % of the area. */
    CROP_40(Shapes.crop(0.4)),
    /** Rotated by 5°, with black corners. */
    ROTATE_5(Shapes.rotate(5)),
    /** Rotated by 15°, with black corners. */
    ROTATE_15(Shapes.rotate(15)),
    /** Rotated by 90°. */
    ROTATE_90(Shapes.quarterTurn()),
    /** Rotated by 180°. */
    ROTATE_180(Shapes.halfTurn()),
    /** Left and right swapped. */
    MIRROR(Shapes.mirror()),
    /** Values times 1.5. */
    BRIGHTER(Values.brightness(1.5)),
    /** Values times 0.6. */
    DARKER(Values.brightness(0.6)),
    /** Contrast times 1.5. */
    CONTRAST_UP(Values.contrast(1.5)),
    /** Contrast times 0.5. */
    CONTRAST_DOWN(Values.contrast(0.5)),
    /** Saturation times 2. */
    SATURATION_UP(Values.saturation(2)),
    /** Saturation times 0.5. */
    SATURATION_DOWN(Values.saturation(0.5)),
    /** Without colours. */
    GREY(Values.saturation(0)),
    /** Blurred by a Gaussian with a deviation of 1 % of the shorter side. */
    BLUR(Values.blur(0.01)),
    /** Gaussian noise with a deviation of 20 levels. */
    NOISE(Values.noise(20)),
    /** A line of text of a tenth of the height. */
    TEXT(Overlays.text(0.1)),
    /** A black or white frame of 8 % of the shorter side. */
    BORDER(Shapes.border(0.08)),
    /** Shown on the screen of a phone, with bars above and below. */
    SCREENSHOT(Overlays.screenshot()),
    /** Shown on the screen of a phone, halved and saved as JPEG of quality 50. */
    SCREENSHOT_JPEG(50, Overlays.screenshot(), Shapes.resize(0.5)),
    /** Cropped to 80 % of each side, values times 1.25, saved as JPEG of quality 40. */
    CROP_BRIGHTER_JPEG(40, Shapes.crop(0.8), Values.brightness(1.25)),
    /** Both sides halved, with a line of text. */
    RESIZE_TEXT(Shapes.resize(0.5), Overlays.text(0.1)),
    /** Left and right swapped, saved as JPEG of quality 30. */
    MIRROR_JPEG(30, Shapes.mirror()),
    /** Rotated by 8° and cropped to 80 % of each side. */
    ROTATE_CROP(Shapes.rotate(8), Shapes.crop(0.8));

    /**
     * The largest shorter side. The longer one is at most four times that, 4,096. Larger pictures are reduced, so that
     * an alteration, such as a screen around a high picture, needs at most 90 MB for its result.
     */
    private static final int LARGEST = 1024;

    @SuppressWarnings("ImmutableEnumChecker") // the operations have no state
    private final Chain chain;

    Alteration(Operation... operations) {
        this(Chain.UNSAVED, operations);
    }

    Alteration(int jpegQuality, Operation... operations) {
        chain = new Chain(List.of(operations), jpegQuality);
    }

    /** Decodes an encoded image at its own shape, with sides of at most 1,024 and 4,096 pixels. */
    public static Pixels original(Image image, ImageLimits limits) {
        return new ImageReader(Preprocessing.letterbox(1, 1), limits).readUnfitted(image, LARGEST);
    }

    /** Returns an altered copy: a JPEG file in memory if the alteration saves as JPEG, else pixels. */
    public Image apply(Pixels original, long seed) {
        // The name keeps the draws of one alteration apart from those of another, and does not change with the order.
        return chain.apply(original, new SplittableRandom(SeedSequence.derive(seed, name().hashCode())));
    }

    /** Returns the name in lower case, with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
