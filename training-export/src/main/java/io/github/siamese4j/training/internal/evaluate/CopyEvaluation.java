package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Image;
import io.github.siamese4j.ProgressListener;
import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.evaluation.Threshold;
import io.github.siamese4j.training.internal.alter.Alteration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Compares altered copies with all originals, one alteration after another. */
public final class CopyEvaluation {

    private final CopySet pictures;
    private final List<Integer> copied;
    private final double rate;
    private final OptionalDouble own;

    /**
     * Creates an evaluation.
     *
     * @param most the largest number of pictures that are copied, drawn at random; all pictures are searched
     * @param rate the allowed false accept rate, in (0, 1)
     * @param own the model's own threshold
     */
    public CopyEvaluation(CopySet pictures, int most, double rate, OptionalDouble own) {
        this.pictures = pictures;
        this.copied = pictures.draw(most);
        this.rate = rate;
        this.own = own;
    }

    /** Receives each copy before it is encoded. */
    @FunctionalInterface
    public interface CopyListener {

        /** Receives a copy of the picture with the given name. */
        void made(String picture, Alteration alteration, Image copy);
    }

    /** Makes, encodes and compares all copies. */
    public CopyFigures run(List<Alteration> alterations, CopyListener listener, ProgressListener progress) {
        List<CopyScores> scores = new ArrayList<>();
        long total = (long) alterations.size() * copied.size();
        for (Alteration alteration : alterations) {
            long before = (long) scores.size() * copied.size();
            Stream<Image> copies = copied.stream().map(i -> {
                Image copy = pictures.copy(i, alteration);
                listener.made(pictures.name(i), alteration, copy);
                return copy;
            });
            Embeddings encoded = pictures.encode(
                    copies, copied.size(), (stage, done, all) -> progress.progressed(stage, before + done, total));
            scores.add(compare(encoded, alterations.size()));
        }
        return figures(alterations, scores);
    }

    private CopyScores compare(Embeddings copies, int pooled) {
        CopyScores scores = new CopyScores(copies.size(), pictures.size(), rate, own, pooled);
        IntStream.range(0, copies.size())
                .parallel()
                .forEach(i ->
                        scores.add(i, copied.get(i), pictures.scorer().scores(copies.get(i), pictures.originals())));
        return scores;
    }

    private CopyFigures figures(List<Alteration> alterations, List<CopyScores> scores) {
        OptionalDouble common = CopyScores.threshold(scores, rate);
        List<CopyFigures.OfAlteration> figures = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            CopyScores each = scores.get(i);
            OptionalDouble best = CopyScores.threshold(List.of(each), rate);
            figures.add(new CopyFigures.OfAlteration(
                    alterations.get(i),
                    each.recall(),
                    accepts(each, best).map(share -> new CopyFigures.Accepts(best.getAsDouble(), share)),
                    accepts(each, common),
                    accepts(each, own)));
        }
        return new CopyFigures(pictures.size(), copied.size(), rate, figures, common, own(scores));
    }

    private static Optional<Estimate> accepts(CopyScores scores, OptionalDouble threshold) {
        return threshold.isPresent() ? Optional.of(scores.trueAccepts(threshold.getAsDouble())) : Optional.empty();
    }

    private Optional<CopyFigures.Own> own(List<CopyScores> scores) {
        if (own.isEmpty()) {
            return Optional.empty();
        }
        long accepted = scores.stream().mapToLong(CopyScores::falseAccepts).sum();
        long impostors = scores.stream().mapToLong(CopyScores::impostors).sum();
        return Optional.of(new CopyFigures.Own(own.getAsDouble(), Estimate.share(accepted, impostors)));
    }

    /** Returns the number of pictures needed to measure a false accept rate with one copy of each. */
    public static int neededPictures(double rate) {
        return (int) Math.ceil((1 + Math.sqrt(1 + 4.0 * Threshold.neededPairs(rate))) / 2);
    }
}
