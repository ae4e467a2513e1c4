package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.ProgressListener;
import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.RandomPairs;
import io.github.siamese4j.evaluation.Retrieval;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Evaluates a model on labelled images. Pairs and trials are drawn before an image is opened, so they depend on the
 * data and the seed alone. A damaged image removes the pairs and trials that need it, and is reported. Not thread-safe.
 */
public final class Evaluator {

    private final ScoredModel model;
    private final ProgressListener progress;
    private int images;
    private List<String> skipped = List.of();

    /** Creates an evaluator. The listener is told of encoded images. */
    public Evaluator(ScoredModel model, ProgressListener progress) {
        this.model = model;
        this.progress = progress;
    }

    /** Returns the number of images that the last evaluation encoded. */
    public int images() {
        return images;
    }

    /** Returns one sentence for each image that the last evaluation could not use. */
    public List<String> skipped() {
        return skipped;
    }

    /**
     * Returns the scores of random pairs, half of them of one class; fewer pairs if the data has fewer. With
     * {@code within}, both images of a different pair are of one group.
     */
    public LabelledScores pairs(EvaluationData data, int count, boolean within, long seed) {
        List<RandomPairs.Pair> pairs = RandomPairs.draw(data.classes(), count, within, seed);
        EncodedImages encoded =
                encode(data.files(), pairs.stream().flatMap(pair -> Stream.of(pair.left(), pair.right())));
        return encoded.scorer()
                .score(pairs.stream()
                        .filter(pair -> encoded.has(pair.left()) && encoded.has(pair.right()))
                        .toList());
    }

    /** Returns the results of random N-way K-shot trials. */
    public FewShotResult fewShot(EvaluationData data, FewShotTrial.Plan plan, FewShotResult.Pooling pooling) {
        List<FewShotTrial> trials = FewShotTrial.draw(data.classes(), plan);
        EncodedImages encoded = encode(data.files(), trials.stream().flatMap(Evaluator::items));
        List<FewShotTrial> usable = trials.stream()
                .filter(trial -> items(trial).allMatch(encoded::has))
                .toList();
        if (usable.isEmpty()) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    "every trial has an image that cannot be used; repair or replace these images");
        }
        return FewShotResult.of(usable, encoded.scorer(), pooling);
    }

    /**
     * Returns the results of all trials of an official run. Throws the exception of an image that cannot be used,
     * because the result would be one of other trials.
     */
    public FewShotResult run(OmniglotRun run) {
        EncodedImages encoded = encode(run.files(), run.trials().stream().flatMap(Evaluator::items));
        if (!encoded.failures().isEmpty()) {
            throw encoded.failures().get(0);
        }
        return FewShotResult.of(run.trials(), encoded.scorer(), FewShotResult.Pooling.MEAN);
    }

    /**
     * Searches for images of the same class among about the given number of images, in whole classes drawn at random.
     * Uses at most the given number of queries; the ranks are the values of k for recall@k.
     */
    public Retrieval retrieval(EvaluationData data, int gallery, int queries, long seed, List<Integer> ranks) {
        List<LabelledClass> classes = data.randomClasses(gallery, seed);
        EncodedImages encoded = encode(data.files(), classes.stream().flatMap(each -> each.items().stream()));
        List<LabelledClass> usable = classes.stream()
                .filter(each -> each.items().stream().anyMatch(encoded::has))
                .map(each -> new LabelledClass(
                        each.group(),
                        each.name(),
                        each.items().stream().filter(encoded::has).toList()))
                .toList();
        return Retrieval.of(usable, Retrieval.drawQueries(usable, queries, seed), encoded.scorer(), ranks);
    }

    private static Stream<Integer> items(FewShotTrial trial) {
        return Stream.concat(Stream.of(trial.query()), trial.supports().stream().flatMap(List::stream));
    }

    private EncodedImages encode(List<Path> files, Stream<Integer> items) {
        Set<Integer> distinct = items.collect(Collectors.toSet());
        EncodedImages encoded = EncodedImages.of(model, files, distinct, progress);
        images = encoded.size();
        skipped = encoded.failures().stream()
                .map(failure -> String.valueOf(failure.getMessage()))
                .toList();
        return encoded;
    }
}
