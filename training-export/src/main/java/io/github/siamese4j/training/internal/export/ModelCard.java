package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.WeightStorage;
import java.util.Locale;
import java.util.Map;

/** The text of {@code MODEL_CARD.md}. */
public final class ModelCard {

    private ModelCard() {}

    /** Returns an introduction, followed by a table of facts and differences. */
    public static String of(
            String introduction, String writer, Map<String, String> facts, WeightStorage storage, Report report) {
        StringBuilder text = new StringBuilder(introduction.stripTrailing());
        text.append("\n\n## Written by `").append(writer).append("`\n\n| what | value |\n| --- | --- |\n");
        facts.forEach((key, value) -> row(text, key, value));
        row(text, "weight storage", storage.name().toLowerCase(Locale.ROOT));
        row(
                text,
                "largest difference of an embedding value, training engine to ONNX Runtime",
                scientific(report.embeddingDifference()));
        row(text, "the same, relative to the largest embedding value", scientific(report.embeddingRelative()));
        row(
                text,
                "largest difference of a score, training engine to ONNX Runtime",
                scientific(report.scoreDifference()));
        row(text, "largest difference of a score caused by storage", scientific(report.storageScoreMax()));
        row(text, "mean difference of a score caused by storage", scientific(report.storageScoreMean()));
        return text.toString();
    }

    private static void row(StringBuilder text, String key, String value) {
        text.append("| ").append(key).append(" | ").append(value).append(" |\n");
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.2e", value);
    }
}
