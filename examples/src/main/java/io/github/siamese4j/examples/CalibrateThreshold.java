package io.github.siamese4j.examples;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.evaluation.CalibrationMethod;
import io.github.siamese4j.evaluation.Criterion;
import io.github.siamese4j.evaluation.ItemScorer;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.RandomPairs;
import io.github.siamese4j.evaluation.Threshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Chooses the threshold of a model from labelled images. */
public final class CalibrateThreshold {

    private CalibrateThreshold() {}

    /**
     * Prints the threshold that accepts one different pair in twenty, and its probability.
     *
     * @param args the model directory and a folder with one folder of images per class; both optional
     * @throws IOException if the folder cannot be listed
     */
    public static void main(String[] args) throws IOException {
        Path model = Path.of(args.length > 0 ? args[0] : "examples/models/omniglot-vgg16");
        Path data = Path.of(args.length > 1 ? args[1] : "examples/data/omniglot-tiny/images_background/Hebrew");
        List<Image> images = new ArrayList<>();
        List<LabelledClass> classes = new ArrayList<>();
        for (Path folder : list(data)) {
            List<Integer> items = new ArrayList<>();
            for (Path file : list(folder)) {
                items.add(images.size());
                images.add(Image.of(file));
            }
            classes.add(new LabelledClass("", data.relativize(folder).toString(), items));
        }
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            List<Embedding> embeddings = comparator.encoder().encode(images);
            LabelledScores scores =
                    ItemScorer.of(embeddings::get, comparator.scorer()).score(RandomPairs.draw(classes, 400, false, 1));
            Threshold threshold = Threshold.choose(scores, Criterion.falseAcceptRate(0.05), 1);
            double chosen = threshold.score().value();
            double probability = CalibrationMethod.PLATT.fit(scores).probability(chosen);
            System.out.printf("from score %.4f on the same (the model says %.4f)%n", chosen, comparator.threshold());
            System.out.printf("the same with probability %.2f there%n", probability);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
