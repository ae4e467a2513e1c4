package io.github.siamese4j.training.internal.augment;

import static io.github.siamese4j.training.internal.augment.ImageOperation.AUTO_CONTRAST;
import static io.github.siamese4j.training.internal.augment.ImageOperation.COLOR;
import static io.github.siamese4j.training.internal.augment.ImageOperation.CONTRAST;
import static io.github.siamese4j.training.internal.augment.ImageOperation.EQUALIZE;
import static io.github.siamese4j.training.internal.augment.ImageOperation.INVERT;
import static io.github.siamese4j.training.internal.augment.ImageOperation.POSTERIZE;
import static io.github.siamese4j.training.internal.augment.ImageOperation.ROTATE;
import static io.github.siamese4j.training.internal.augment.ImageOperation.SHARPNESS;
import static io.github.siamese4j.training.internal.augment.ImageOperation.SHEAR_X;
import static io.github.siamese4j.training.internal.augment.ImageOperation.SOLARIZE;

import java.util.List;
import java.util.SplittableRandom;

/** The ImageNet policy of AutoAugment (Cubuk et al. 2018, arXiv:1805.09501, table 9): one of 25 operation pairs. */
final class AutoAugment {
    static final List<SubPolicy> IMAGENET = List.of(
            new SubPolicy(0.4, POSTERIZE, 8, 0.6, ROTATE, 9),
            new SubPolicy(0.6, SOLARIZE, 5, 0.6, AUTO_CONTRAST, 5),
            new SubPolicy(0.8, EQUALIZE, 8, 0.6, EQUALIZE, 3),
            new SubPolicy(0.6, POSTERIZE, 7, 0.6, POSTERIZE, 6),
            new SubPolicy(0.4, EQUALIZE, 7, 0.2, SOLARIZE, 4),
            new SubPolicy(0.4, EQUALIZE, 4, 0.8, ROTATE, 8),
            new SubPolicy(0.6, SOLARIZE, 3, 0.6, EQUALIZE, 7),
            new SubPolicy(0.8, POSTERIZE, 5, 1.0, EQUALIZE, 2),
            new SubPolicy(0.2, ROTATE, 3, 0.6, SOLARIZE, 8),
            new SubPolicy(0.6, EQUALIZE, 8, 0.4, POSTERIZE, 6),
            new SubPolicy(0.8, ROTATE, 8, 0.4, COLOR, 0),
            new SubPolicy(0.4, ROTATE, 9, 0.6, EQUALIZE, 2),
            new SubPolicy(0.0, EQUALIZE, 7, 0.8, EQUALIZE, 8),
            new SubPolicy(0.6, INVERT, 4, 1.0, EQUALIZE, 8),
            new SubPolicy(0.6, COLOR, 4, 1.0, CONTRAST, 8),
            new SubPolicy(0.8, ROTATE, 8, 1.0, COLOR, 2),
            new SubPolicy(0.8, COLOR, 8, 0.8, SOLARIZE, 7),
            new SubPolicy(0.4, SHARPNESS, 7, 0.6, INVERT, 8),
            new SubPolicy(0.6, SHEAR_X, 5, 1.0, EQUALIZE, 9),
            new SubPolicy(0.4, COLOR, 0, 0.6, EQUALIZE, 3),
            new SubPolicy(0.4, EQUALIZE, 7, 0.2, SOLARIZE, 4),
            new SubPolicy(0.6, SOLARIZE, 5, 0.6, AUTO_CONTRAST, 5),
            new SubPolicy(0.6, INVERT, 4, 1.0, EQUALIZE, 8),
            new SubPolicy(0.6, COLOR, 4, 1.0, CONTRAST, 8),
            new SubPolicy(0.8, EQUALIZE, 8, 0.6, EQUALIZE, 3));

    private AutoAugment() {}

    /** Two operations, each with its probability and a level in 0..9. */
    record SubPolicy(
            double firstProbability,
            ImageOperation first,
            int firstLevel,
            double secondProbability,
            ImageOperation second,
            int secondLevel) {
        void apply(MutablePixels pixels, SplittableRandom random) {
            apply(pixels, random, firstProbability, first, firstLevel);
            apply(pixels, random, secondProbability, second, secondLevel);
        }

        private static void apply(
                MutablePixels pixels,
                SplittableRandom random,
                double probability,
                ImageOperation operation,
                int level) {
            if (random.nextDouble() < probability) {
                double magnitude = operation.magnitude(level);
                operation.apply(pixels, operation.hasSign() && random.nextBoolean() ? -magnitude : magnitude);
            }
        }
    }

    static void apply(MutablePixels pixels, SplittableRandom random) {
        IMAGENET.get(random.nextInt(IMAGENET.size())).apply(pixels, random);
    }
}
