package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.internal.data.ClassFolder;
import io.github.siamese4j.training.internal.data.FolderScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Labelled image files, not yet opened. Items of classes are indices into the files. A problem is a sentence about a
 * file or folder that was left out.
 */
public record EvaluationData(List<Path> files, List<LabelledClass> classes, List<String> problems) {

    /** Copies the lists. */
    public EvaluationData {
        files = List.copyOf(files);
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
    }

    /** Finds images in {@code <class>/} or {@code <group>/<class>/}. */
    public static EvaluationData scan(Path folder, FolderLayout layout) {
        FolderScan scan = FolderScan.scan(folder, layout);
        List<Path> files = new ArrayList<>();
        List<LabelledClass> classes = new ArrayList<>();
        for (ClassFolder each : scan.classes()) {
            int first = files.size();
            files.addAll(each.files());
            classes.add(new LabelledClass(
                    each.group(),
                    each.name(),
                    IntStream.range(first, files.size()).boxed().toList()));
        }
        return new EvaluationData(files, classes, scan.problems());
    }

    /** Returns images by their paths below a folder, with {@code /} between names. Their folders are the classes. */
    public static EvaluationData of(Path folder, List<String> paths) {
        Map<String, List<Integer>> items = new LinkedHashMap<>();
        List<Path> files = new ArrayList<>();
        for (String path : paths) {
            items.computeIfAbsent(parent(path), name -> new ArrayList<>()).add(files.size());
            files.add(folder.resolve(path));
        }
        List<LabelledClass> classes = new ArrayList<>();
        items.forEach((name, numbers) ->
                classes.add(new LabelledClass(parent(name), name.substring(name.lastIndexOf('/') + 1), numbers)));
        return new EvaluationData(files, classes, List.of());
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /**
     * Returns whole classes in random order, as many as are needed for the given number of images: at least two, or all
     * there are.
     */
    List<LabelledClass> randomClasses(int images, long seed) {
        List<LabelledClass> left = new ArrayList<>(classes);
        SplittableRandom random = new SplittableRandom(seed);
        List<LabelledClass> chosen = new ArrayList<>();
        int count = 0;
        while (!left.isEmpty() && (count < images || chosen.size() < 2)) {
            LabelledClass next = left.remove(random.nextInt(left.size()));
            chosen.add(next);
            count += next.items().size();
        }
        return chosen;
    }
}
