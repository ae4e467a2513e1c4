package io.github.siamese4j.training.internal.twin;

import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.graph.ForeignGraph;
import io.github.siamese4j.internal.graph.ImageSignature;
import io.github.siamese4j.internal.graph.ScorerGraph;
import io.github.siamese4j.internal.graph.TwinAdapter;
import io.github.siamese4j.internal.graph.TwinGraph;
import io.github.siamese4j.internal.model.ModelFiles;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.training.OnnxTwinImport.Imported;
import io.github.siamese4j.training.OnnxTwinImport.Settings;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.export.ForeignModelWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes foreign twins, whole or split, as model directories. */
public final class TwinWriter {

    private static final int IMAGES = 8;

    private TwinWriter() {}

    /** Writes a twin as it is. */
    public static Imported write(Path file, Path directory, Settings settings) {
        ModelFiles.Place place = ModelFiles.Place.of(file);
        TwinGraph twin = TwinAdapter.adapt(place.source(), place.file(), settings.onnx());
        Map<String, String> facts = facts(file, twin.input(), twin.scorer());
        ModelMetadata metadata = metadata(twin.id(), settings, Optional.empty());
        String text = "A twin network of another tool, imported from `" + file.getFileName()
                + "` as it is: each pair of images runs through the whole network.";
        ForeignModelWriter.write(
                directory,
                twin.encoder(),
                Optional.of(twin.scorer().model()),
                metadata,
                entries(facts),
                card(settings, text, "siamese4j import-onnx", facts));
        return new Imported(
                twin.scorer().meaning(),
                twin.input().width(),
                twin.input().height(),
                Math.toIntExact(twin.scorer().dimension()),
                twin.scorer().orderDifference(),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty());
    }

    /** Splits a twin and writes its parts. */
    public static Imported split(Path file, Path directory, Settings settings) {
        ModelFiles.Place place = ModelFiles.Place.of(file);
        ForeignGraph graph = ForeignGraph.read(place.source(), place.file());
        byte[][] images = images(settings, TwinAdapter.images(graph, settings.onnx()));
        SplitTwin twin = SplitTwin.of(place.source(), place.file(), settings.onnx(), images);
        Map<String, String> facts = facts(file, twin.input(), twin.scorer());
        facts.put("cut", twin.place());
        facts.put("embedding", twin.encoder().dimension() + " values");
        twin.metric().ifPresent(metric -> facts.put("metric", lower(metric)));
        facts.put("compared pairs", Integer.toString(twin.pairs()));
        facts.put("largest difference of a score from the whole twin", scientific(twin.difference()));
        ModelMetadata metadata = metadata(twin.encoder().id(), settings, twin.metric());
        Map<String, String> entries = entries(facts);
        entries.put("parity.score", Double.toString(twin.difference()));
        String text = "A twin network of another tool, split from `" + file.getFileName()
                + "` into an encoder and a scorer. Together they give the scores of the twin.";
        ForeignModelWriter.write(
                directory,
                twin.encoder().model(),
                twin.metric().isPresent()
                        ? Optional.empty()
                        : Optional.of(twin.scorer().model()),
                metadata,
                entries,
                card(settings, text, "siamese4j split", facts));
        return new Imported(
                twin.scorer().meaning(),
                twin.input().width(),
                twin.input().height(),
                twin.encoder().dimension(),
                twin.scorer().orderDifference(),
                Optional.of(twin.place()),
                twin.metric(),
                OptionalDouble.of(twin.difference()));
    }

    private static ModelMetadata metadata(String id, Settings settings, Optional<Metric> metric) {
        OnnxOptions onnx = settings.onnx();
        return new ModelMetadata(
                id,
                settings.name(),
                new ModelMetadata.Pictures(onnx.fit(), onnx.interpolation(), onnx.padding()),
                metric,
                ModelMetadata.DEFAULT_THRESHOLD);
    }

    private static Map<String, String> facts(Path file, ImageSignature input, ScorerGraph scorer) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("source file", String.valueOf(file.getFileName()));
        facts.put("input", input.width() + "×" + input.height() + ", " + input.layout());
        facts.put("output", lower(scorer.meaning()));
        facts.put(
                "largest difference of a score between both orders of a pair",
                scorer.orderDifference() == 0
                        ? "0"
                        : scientific(scorer.orderDifference()) + " (the model averages both orders)");
        return facts;
    }

    /** Returns the facts as metadata. */
    private static Map<String, String> entries(Map<String, String> facts) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("storage", "float32");
        facts.forEach((key, value) -> {
            if (key.indexOf(' ') < 0) {
                entries.put("training." + key, value);
            }
        });
        entries.put("training.source.file", facts.getOrDefault("source file", ""));
        return entries;
    }

    private static String card(Settings settings, String text, String command, Map<String, String> facts) {
        StringBuilder card = new StringBuilder("# " + settings.name() + "\n\n" + text + " The file does not say what"
                + " the network was trained on or how accurate it is. The threshold "
                + ModelMetadata.DEFAULT_THRESHOLD + " is not measured; choose one with `siamese4j calibrate`.\n\n"
                + "## Written by `" + command + "`\n\n| what | value |\n| --- | --- |\n");
        facts.forEach((key, value) ->
                card.append("| ").append(key).append(" | ").append(value).append(" |\n"));
        return card.toString();
    }

    /** Reads images that are evenly spread over all images below the folder. */
    private static byte[][] images(Settings settings, ImageSignature input) {
        if (settings.images().isEmpty()) {
            return new byte[0][];
        }
        OnnxOptions onnx = settings.onnx();
        Preprocessing preprocessing =
                new Preprocessing(input.width(), input.height(), onnx.fit(), onnx.interpolation(), onnx.padding());
        List<Path> files = List.copyOf(ImageFiles.below(settings.images().get()).values());
        int count = Math.min(IMAGES, files.size());
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = files.get((int) ((long) i * files.size() / count));
            images.add(Pixels.read(Image.of(file), preprocessing, ImageFiles.LIMITS)
                    .rgb());
        }
        return images.toArray(byte[][]::new);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }
}
