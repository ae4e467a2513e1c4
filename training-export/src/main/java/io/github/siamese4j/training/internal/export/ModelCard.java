package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.training.ModelExport.Report;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The text of {@code MODEL_CARD.md}. */
public final class ModelCard {

    private ModelCard() {}

    /** Returns an introduction, followed by a table of facts and differences from the training engine. */
    public static String of(
            String introduction, String writer, Map<String, String> facts, String storage, Report report) {
        return of(introduction, writer, facts, storage, report, "training engine to ONNX Runtime");
    }

    /**
     * Returns an introduction, followed by a table of facts and differences.
     *
     * @param sides the two sides whose embeddings and scores were compared
     */
    public static String of(
            String introduction,
            String writer,
            Map<String, String> facts,
            String storage,
            Report report,
            String sides) {
        Map<String, String> rows = new LinkedHashMap<>(facts);
        rows.put("weight storage", storage);
        rows.put("largest difference of an embedding value, " + sides, scientific(report.embeddingDifference()));
        rows.put("the same, relative to the largest embedding value", scientific(report.embeddingRelative()));
        rows.put("largest difference of a score, " + sides, scientific(report.scoreDifference()));
        rows.put("largest difference of a score caused by storage", scientific(report.storageScoreMax()));
        rows.put("mean difference of a score caused by storage", scientific(report.storageScoreMean()));
        return introduction.stripTrailing() + "\n\n" + section("## Written by `" + writer + "`", rows);
    }

    /** Returns a heading, followed by a table. */
    static String section(String heading, Map<String, String> rows) {
        StringBuilder text = new StringBuilder(heading).append("\n\n| what | value |\n| --- | --- |\n");
        rows.forEach((key, value) ->
                text.append("| ").append(key).append(" | ").append(value).append(" |\n"));
        return text.toString();
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.2e", value);
    }
}
