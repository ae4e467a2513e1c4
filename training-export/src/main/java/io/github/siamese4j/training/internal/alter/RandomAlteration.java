package io.github.siamese4j.training.internal.alter;

import io.github.siamese4j.Image;
import io.github.siamese4j.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random views of a picture: alterations of random kinds and strengths, one after another. */
public final class RandomAlteration {

    private RandomAlteration() {}

    /**
     * Returns a random view of a picture, which depends on the pixels and the seed alone. Crops keep at least half of
     * each side. Decode the picture with {@link Alteration#original}.
     */
    public static Image apply(Pixels original, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Operation> operations = new ArrayList<>();
        addShapes(operations, random);
        addValues(operations, random);
        addOverlays(operations, random);
        boolean saved = operations.isEmpty() || chance(0.4, random);
        return new Chain(operations, saved ? (int) between(10, 90, random) : Chain.UNSAVED).apply(original, random);
    }

    private static void addShapes(List<Operation> operations, SplittableRandom random) {
        if (chance(0.5, random)) {
            operations.add(Shapes.mirror());
        }
        if (chance(0.3, random)) {
            operations.add(Shapes.rotate(between(1, 15, random)));
        } else if (chance(0.1, random)) {
            operations.add(random.nextBoolean() ? Shapes.quarterTurn() : Shapes.halfTurn());
        }
        if (chance(0.5, random)) {
            operations.add(Shapes.crop(between(0.5, 0.95, random)));
        }
        if (chance(0.3, random)) {
            operations.add(Shapes.resize(between(0.25, 0.9, random)));
        }
    }

    private static void addValues(List<Operation> operations, SplittableRandom random) {
        if (chance(0.4, random)) {
            operations.add(Values.brightness(between(0.6, 1.4, random)));
        }
        if (chance(0.4, random)) {
            operations.add(Values.contrast(between(0.6, 1.4, random)));
        }
        if (chance(0.4, random)) {
            operations.add(Values.saturation(chance(0.2, random) ? 0 : between(0.4, 1.8, random)));
        }
        if (chance(0.15, random)) {
            operations.add(Values.blur(between(0.003, 0.012, random)));
        }
        if (chance(0.15, random)) {
            operations.add(Values.noise(between(3, 20, random)));
        }
    }

    private static void addOverlays(List<Operation> operations, SplittableRandom random) {
        if (chance(0.15, random)) {
            operations.add(Overlays.text(between(0.05, 0.12, random)));
        }
        if (chance(0.1, random)) {
            operations.add(Shapes.border(between(0.02, 0.1, random)));
        } else if (chance(0.1, random)) {
            operations.add(Overlays.screenshot());
        }
    }

    private static boolean chance(double probability, SplittableRandom random) {
        return random.nextDouble() < probability;
    }

    private static double between(double low, double high, SplittableRandom random) {
        return low + random.nextDouble() * (high - low);
    }
}
