package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decoded, labelled pictures.
 *
 * @param classes the classes, each with at least two readable pictures
 * @param pictures the pictures they point to
 * @param problems what was left out and why, one sentence each
 */
public record Dataset(List<PictureClass> classes, PictureStore pictures, List<String> problems) {
    private static final int LISTED = 20;

    /**
     * Copies the lists.
     *
     * @param classes the classes, each with at least two readable pictures
     * @param pictures the pictures they point to
     * @param problems what was left out and why, one sentence each
     */
    public Dataset {
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
    }

    /**
     * Decodes the pictures of a scanned folder, leaving out what cannot be decoded.
     *
     * @param scan the classes
     * @param reader decodes one picture
     * @param maxBytes how many bytes of decoded pixels may stay in memory
     * @param maxCorruptFraction the share of undecodable pictures, in 0..1, above which the data is refused
     * @return the data set
     * @throws TrainingException {@link Code#DATA_CORRUPT} above that share, {@link Code#DATA_TOO_SMALL} when fewer than
     *     two classes are left
     */
    public static Dataset load(FolderScan scan, PictureReader reader, long maxBytes, double maxCorruptFraction) {
        List<Path> files =
                scan.classes().stream().flatMap(c -> c.files().stream()).toList();
        List<PictureStore.Failure> failures = new ArrayList<>();
        PictureStore store = PictureStore.load(files, reader, maxBytes, failures);
        List<String> problems = new ArrayList<>(scan.problems());
        if (!failures.isEmpty()) {
            problems.add(failures.size() + " of " + files.size() + " pictures cannot be decoded");
        }
        failures.stream().limit(LISTED).forEach(f -> problems.add("skipped: " + f.reason()));
        if (failures.size() > LISTED) {
            problems.add("and " + (failures.size() - LISTED) + " more pictures that cannot be decoded: skipped");
        }
        if (failures.size() > maxCorruptFraction * files.size()) {
            throw new TrainingException(
                    Code.DATA_CORRUPT,
                    failures.size() + " of " + files.size()
                            + " pictures cannot be decoded, more than the allowed share " + maxCorruptFraction
                            + "; repair or remove them, or allow more: " + problems);
        }
        Set<Integer> unreadable =
                failures.stream().map(PictureStore.Failure::index).collect(Collectors.toSet());
        List<PictureClass> classes = new ArrayList<>();
        int next = 0;
        for (ImageClass source : scan.classes()) {
            List<Integer> readable = new ArrayList<>();
            for (int i = 0; i < source.files().size(); i++, next++) {
                if (!unreadable.contains(next)) {
                    readable.add(next);
                }
            }
            if (readable.size() >= 2) {
                classes.add(new PictureClass(source.group(), source.name(), readable));
            } else {
                problems.add("class " + source.group() + "/" + source.name()
                        + " has fewer than two readable pictures: excluded");
            }
        }
        if (classes.size() < 2) {
            throw new TrainingException(Code.DATA_TOO_SMALL, "fewer than two classes are left: " + problems);
        }
        return new Dataset(classes, store, problems);
    }
}
