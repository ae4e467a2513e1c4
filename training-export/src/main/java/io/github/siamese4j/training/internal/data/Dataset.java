package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decoded, labelled images. Each class has at least two readable images; items are indices of {@code images}. A problem
 * is a sentence about an omission and its reason.
 */
public record Dataset(List<LabelledClass> classes, ImageCache images, List<String> problems) {
    /** Copies the lists. */
    public Dataset {
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
    }

    /**
     * Decodes the images of a scanned folder and keeps at most the given bytes of pixels in memory. Images that cannot
     * be decoded are left out. Fails with {@link Code#DATA_CORRUPT} if their share exceeds the allowed one, in 0..1,
     * and with {@link Code#DATA_TOO_SMALL} if fewer than two classes are left.
     */
    public static Dataset load(FolderScan scan, ImageLoader loader, long maxBytes, double maxCorruptFraction) {
        List<Path> files =
                scan.classes().stream().flatMap(c -> c.files().stream()).toList();
        List<ImageCache.Failure> failures = new ArrayList<>();
        ImageCache images = ImageCache.load(files, loader, maxBytes, failures);
        List<String> problems = new ArrayList<>(scan.problems());
        if (!failures.isEmpty()) {
            problems.add(failures.size() + " of " + files.size() + " images cannot be decoded");
        }
        ProblemList skipped = new ProblemList();
        failures.forEach(failure -> skipped.add("skipped: " + failure.reason()));
        problems.addAll(skipped.summary("images that cannot be decoded: skipped"));
        skipped.requireAtMost(maxCorruptFraction, files.size(), "images cannot be decoded", problems);
        Set<Integer> unreadable =
                failures.stream().map(ImageCache.Failure::index).collect(Collectors.toSet());
        List<LabelledClass> classes = new ArrayList<>();
        int next = 0;
        for (ClassFolder source : scan.classes()) {
            List<Integer> readable = new ArrayList<>();
            for (int i = 0; i < source.files().size(); i++, next++) {
                if (!unreadable.contains(next)) {
                    readable.add(next);
                }
            }
            if (readable.size() >= 2) {
                classes.add(new LabelledClass(source.group(), source.name(), readable));
            } else {
                problems.add("class " + source.label() + " has fewer than two readable images: excluded");
            }
        }
        if (classes.size() < 2) {
            throw new TrainingException(Code.DATA_TOO_SMALL, "fewer than two classes are left: " + problems);
        }
        return new Dataset(classes, images, problems);
    }
}
