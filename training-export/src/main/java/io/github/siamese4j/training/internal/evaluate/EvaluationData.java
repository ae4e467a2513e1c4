package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.internal.data.FolderScan;
import io.github.siamese4j.training.internal.data.ImageClass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Labelled pictures on disk, none of them opened yet.
 *
 * @param files the pictures
 * @param classes which of them, by their places in the list, belong together
 * @param problems what was left out and why, one sentence each
 */
public record EvaluationData(List<Path> files, List<LabelledClass> classes, List<String> problems) {

    /** Copies the lists. */
    public EvaluationData {
        files = List.copyOf(files);
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
    }

    /**
     * Looks for pictures in {@code <class>/} or {@code <group>/<class>/}.
     *
     * @param folder the root of the data
     * @param layout the expected layout, or {@link FolderLayout#AUTO}
     * @return what is there
     * @throws io.github.siamese4j.training.TrainingException if there is nothing that can be used
     */
    public static EvaluationData scan(Path folder, FolderLayout layout) {
        FolderScan scan = FolderScan.scan(folder, layout);
        List<Path> files = new ArrayList<>();
        List<LabelledClass> classes = new ArrayList<>();
        for (ImageClass each : scan.classes()) {
            int first = files.size();
            files.addAll(each.files());
            classes.add(new LabelledClass(
                    each.group(),
                    each.name(),
                    IntStream.range(first, files.size()).boxed().toList()));
        }
        return new EvaluationData(files, classes, scan.problems());
    }

    /**
     * Some whole classes, drawn at random.
     *
     * @param pictures classes are added until there are so many pictures; the last may exceed it
     * @param seed of the draw
     * @return at least two classes, or all
     */
    List<LabelledClass> someClasses(int pictures, long seed) {
        List<LabelledClass> left = new ArrayList<>(classes);
        SplittableRandom random = new SplittableRandom(seed);
        List<LabelledClass> chosen = new ArrayList<>();
        int count = 0;
        while (!left.isEmpty() && (count < pictures || chosen.size() < 2)) {
            LabelledClass next = left.remove(random.nextInt(left.size()));
            chosen.add(next);
            count += next.items().size();
        }
        return chosen;
    }
}
