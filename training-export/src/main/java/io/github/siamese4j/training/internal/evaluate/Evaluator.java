package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ProgressListener;
import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.RandomPairs;
import io.github.siamese4j.evaluation.Retrieval;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts questions to a subject. What is asked is drawn before any picture is opened, so it depends on the data and the
 * seed alone; pictures that turn out to be damaged take their pairs and trials with them and are reported. Not
 * thread-safe.
 */
public final class Evaluator {

    private final ScoredModel subject;
    private final ProgressListener progress;
    private int pictures;
    private List<String> skipped = List.of();

    /**
     * An evaluator.
     *
     * @param subject what is measured
     * @param progress told how far encoding is
     */
    public Evaluator(ScoredModel subject, ProgressListener progress) {
        this.subject = subject;
        this.progress = progress;
    }

    /**
     * How many pictures the last question took.
     *
     * @return at least 0
     */
    public int pictures() {
        return pictures;
    }

    /**
     * What was wrong with the pictures that the last question had to do without.
     *
     * @return one sentence for each
     */
    public List<String> skipped() {
        return skipped;
    }

    /**
     * Scores random pairs, half of them of one class.
     *
     * @param data the pictures
     * @param count how many pairs; fewer are drawn where there are not so many
     * @param within whether both pictures of a different pair are of one group
     * @param seed of the draw
     * @return their scores
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there is no pair of one kind
     */
    public LabelledScores pairs(EvaluationData data, int count, boolean within, long seed) {
        List<RandomPairs.Pair> pairs = RandomPairs.draw(data.classes(), count, within, seed);
        EncodedPictures encoded = encode(
                data.files(),
                pairs.stream()
                        .flatMap(pair -> Stream.of(pair.left(), pair.right()))
                        .collect(Collectors.toSet()));
        return encoded.similarities()
                .score(pairs.stream()
                        .filter(pair -> encoded.has(pair.left()) && encoded.has(pair.right()))
                        .toList());
    }

    /**
     * Answers random N-way K-shot trials.
     *
     * @param data the pictures
     * @param plan which trials
     * @param pooling how a class of several pictures is scored
     * @return how it went
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there are too few classes
     */
    public FewShotResult fewShot(EvaluationData data, FewShotTrial.Plan plan, FewShotResult.Pooling pooling) {
        List<FewShotTrial> trials = FewShotTrial.draw(data.classes(), plan);
        EncodedPictures encoded =
                encode(data.files(), trials.stream().flatMap(Evaluator::places).collect(Collectors.toSet()));
        List<FewShotTrial> usable = trials.stream()
                .filter(trial -> places(trial).allMatch(encoded::has))
                .toList();
        if (usable.isEmpty()) {
            throw nothingLeft("trial");
        }
        return FewShotResult.of(usable, encoded.similarities(), pooling);
    }

    private static Stream<Integer> places(FewShotTrial trial) {
        return Stream.concat(Stream.of(trial.query()), trial.supports().stream().flatMap(List::stream));
    }

    /**
     * Answers the trials of an official run, all of them or none.
     *
     * @param run the run
     * @return how it went
     * @throws ImageException if one of its pictures cannot be used: without it, the figure would be of other trials
     */
    public FewShotResult run(OmniglotRun run) {
        EncodedPictures encoded = EncodedPictures.of(
                subject,
                run.files(),
                run.trials().stream().flatMap(Evaluator::places).collect(Collectors.toSet()),
                progress);
        if (!encoded.failures().isEmpty()) {
            throw encoded.failures().get(0);
        }
        pictures = encoded.size();
        skipped = List.of();
        return FewShotResult.of(run.trials(), encoded.similarities(), FewShotResult.Pooling.MEAN);
    }

    /**
     * Looks for pictures of the same class among others.
     *
     * @param data the pictures
     * @param gallery about how many pictures to look among: classes drawn at random, whole
     * @param queries how many pictures to look for at most
     * @param seed of the draw
     * @param ranks for which k recall@k is computed
     * @return how well they were found
     */
    public Retrieval retrieval(EvaluationData data, int gallery, int queries, long seed, List<Integer> ranks) {
        List<LabelledClass> classes = data.someClasses(gallery, seed);
        Set<Integer> places = new HashSet<>();
        classes.forEach(each -> places.addAll(each.items()));
        EncodedPictures encoded = encode(data.files(), places);
        List<LabelledClass> usable = classes.stream()
                .map(each -> new Remaining(
                        each, each.items().stream().filter(encoded::has).toList()))
                .filter(each -> !each.items.isEmpty())
                .map(each -> new LabelledClass(each.of.group(), each.of.name(), each.items))
                .toList();
        return Retrieval.of(usable, Retrieval.drawQueries(usable, queries, seed), encoded.similarities(), ranks);
    }

    /** The pictures of a class that could be encoded. */
    private record Remaining(LabelledClass of, List<Integer> items) {}

    private EncodedPictures encode(List<Path> files, Collection<Integer> places) {
        EncodedPictures encoded = EncodedPictures.of(subject, files, places, progress);
        pictures = encoded.size();
        skipped = encoded.failures().stream()
                .map(failure -> String.valueOf(failure.getMessage()))
                .toList();
        return encoded;
    }

    private static EvaluationException nothingLeft(String what) {
        return new EvaluationException(
                ErrorCode.DATA_TOO_SMALL,
                "every " + what + " has a picture that cannot be used; repair or replace these pictures");
    }
}
