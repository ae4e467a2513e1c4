package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A run of Omniglot's one-shot classification task (B. Lake, R. Salakhutdinov, J. Tenenbaum, 2015). Every image in
 * {@code test} shows the same character as one image in {@code training}; {@code class_labels.txt} lists which. The
 * files start with the images in {@code training}, one per class. Each image in {@code test} has a trial.
 */
public record OmniglotRun(String name, List<Path> files, int classes, List<FewShotTrial> trials) {

    private static final String LABELS = "class_labels.txt";
    private static final int DEEPEST = 4;

    /** Copies the lists. */
    public OmniglotRun {
        files = List.copyOf(files);
        trials = List.copyOf(trials);
    }

    /**
     * Returns the runs in a folder or up to three folders below it, at least one, sorted by path. Fails with
     * {@code DATA_EMPTY} if there is none, {@code DATA_LAYOUT} if one is incomplete.
     */
    public static List<OmniglotRun> find(Path folder) {
        List<Path> labels = files(folder, DEEPEST, path -> ImageFiles.name(path).equals(LABELS));
        if (labels.isEmpty()) {
            throw new TrainingException(
                    Code.DATA_EMPTY,
                    "no " + LABELS + " in or below " + folder + "; give the folder of the runs (run01/" + LABELS
                            + ", run01/training, run01/test)");
        }
        return labels.stream().map(OmniglotRun::read).toList();
    }

    private static OmniglotRun read(Path labels) {
        Path run = labels.toAbsolutePath().normalize().resolveSibling("");
        List<Path> queries = new ArrayList<>();
        List<Path> answers = new ArrayList<>();
        int number = 0;
        for (String line : lines(labels)) {
            number++;
            String text = line.replace("\uFEFF", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            String[] words = text.split("\\s+", -1);
            if (words.length != 2) {
                throw broken(labels, number, "expected a test image and a training image: '" + text + "'");
            }
            queries.add(resolve(run, words[0], labels, number));
            answers.add(resolve(run, words[1], labels, number));
        }
        if (queries.isEmpty()) {
            throw new TrainingException(Code.DATA_EMPTY, labels + " is empty; unpack the runs again");
        }
        return of(run, labels, queries, answers);
    }

    private static OmniglotRun of(Path run, Path labels, List<Path> queries, List<Path> answers) {
        Path training = answers.get(0).resolveSibling("");
        String extension = extension(answers.get(0));
        List<Path> files = new ArrayList<>(files(
                training,
                1,
                path -> !ImageFiles.name(path).startsWith(".")
                        && extension(path).equals(extension)));
        int classes = files.size();
        if (classes < 2 || !files.containsAll(answers)) {
            throw new TrainingException(
                    Code.DATA_LAYOUT,
                    labels + " names training images that are not all in " + training + "; unpack the runs again");
        }
        List<List<Integer>> supports =
                Stream.iterate(0, i -> i + 1).limit(classes).map(List::of).toList();
        List<FewShotTrial> trials = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            files.add(queries.get(i));
            trials.add(new FewShotTrial(files.size() - 1, files.indexOf(answers.get(i)), supports));
        }
        return new OmniglotRun(ImageFiles.name(run), files, classes, trials);
    }

    /** Returns the file of a listed path, which begins with the name that the run had when it was packed. */
    private static Path resolve(Path run, String text, Path labels, int number) {
        String path = text.replace('\\', '/');
        String inner = path.substring(path.indexOf('/') + 1);
        return Stream.of(run.resolve(inner), run.resolve(path), run.resolveSibling(path))
                .map(Path::normalize)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> broken(labels, number, "there is no image " + run.resolve(inner)));
    }

    private static TrainingException broken(Path labels, int line, String what) {
        return new TrainingException(
                Code.DATA_LAYOUT, labels + ", line " + line + ": " + what + "; unpack the runs again");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + e, e);
        }
    }

    private static List<Path> files(Path folder, int depth, Predicate<Path> wanted) {
        if (!Files.isDirectory(folder)) {
            throw new TrainingException(Code.DATA_EMPTY, "not a folder: " + folder + "; give the folder of the runs");
        }
        try (Stream<Path> found = Files.find(folder, depth, (path, attributes) -> wanted.test(path))) {
            return found.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw ImageFiles.cannotList(folder, e);
        }
    }

    private static String extension(Path path) {
        String name = ImageFiles.name(path);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
