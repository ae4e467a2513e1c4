package io.github.siamese4j.training.internal.twin;

import io.github.siamese4j.Metric;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.graph.ForeignGraph;
import io.github.siamese4j.internal.graph.ImageSignature;
import io.github.siamese4j.internal.graph.TwinAdapter;
import io.github.siamese4j.internal.graph.TwinGraph;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelFiles;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.ProtobufMessage;
import io.github.siamese4j.training.OnnxTwinImport.Imported;
import io.github.siamese4j.training.OnnxTwinImport.Settings;
import io.github.siamese4j.training.internal.data.ImageSample;
import io.github.siamese4j.training.internal.export.ModelDirectoryWriter;
import io.github.siamese4j.training.internal.importing.FileDigest;
import io.github.siamese4j.training.internal.importing.GeneratedPictures;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes foreign twins, whole or split, as model directories. */
public final class TwinWriter {

    private static final int IMAGES = 8;
    private static final int METADATA = 14;

    private TwinWriter() {}

    /** Returns whether a file has two inputs, which are both images. */
    public static boolean isTwin(Path file) {
        ModelFiles.Place place = ModelFiles.Place.of(file);
        return TwinAdapter.isTwin(ForeignGraph.read(place.source(), place.file()));
    }

    /** Writes a twin as it is. */
    public static Imported write(Path file, Path directory, Settings settings) {
        ModelFiles.Place place = ModelFiles.Place.of(file);
        ModelDirectoryWriter.requireOutside(file, directory);
        TwinGraph twin = TwinAdapter.adapt(place.source(), place.file(), settings.onnx());
        byte[][] pictures = pictures(settings, twin.input());
        double difference;
        try (TwinReference reference = TwinReference.open(place, twin, settings.onnx());
                ModelRun model = ModelRun.open(twin.encoder(), twin.scorer().model(), twin.input())) {
            difference = reference.difference(model, pictures);
        }
        Map<String, String> facts = facts(file, twin, settings.onnx());
        facts.put("batch", twin.scorer().batches() ? "whole batches" : "one pair at a time, in a loop");
        String text = "A twin imported from `" + file.getFileName()
                + "` as it is: each pair of images runs through the whole network.";
        String card = card(settings, text, "siamese4j import-onnx", facts, difference, pictures.length);
        Parts parts = new Parts(twin.encoder(), Optional.of(twin.scorer().model()), twin.id(), Optional.empty());
        write(directory, settings, parts, facts, difference, card);
        return new Imported(
                twin.scorer().meaning(),
                twin.input().width(),
                twin.input().height(),
                Math.toIntExact(twin.scorer().dimension()),
                twin.scorer().orderDifference(),
                Optional.empty(),
                Optional.empty(),
                difference);
    }

    /** Splits a twin and writes its parts. */
    public static Imported split(Path file, Path directory, Settings settings) {
        ModelFiles.Place place = ModelFiles.Place.of(file);
        ModelDirectoryWriter.requireOutside(file, directory);
        TwinGraph whole = TwinAdapter.adapt(place.source(), place.file(), settings.onnx());
        byte[][] pictures = pictures(settings, whole.input());
        SplitTwin twin = SplitTwin.of(place.source(), place.file(), settings.onnx(), whole, pictures);
        double difference;
        try (TwinReference reference = TwinReference.open(place, whole, settings.onnx());
                ModelRun model =
                        ModelRun.open(twin.encoder().model(), twin.scorer().model(), whole.input())) {
            difference = reference.difference(model, pictures);
        }
        Map<String, String> facts = facts(file, whole, settings.onnx());
        facts.put("split.value", twin.place());
        facts.put("split.dimension", Integer.toString(twin.encoder().dimension()));
        facts.put("split.pairs", Integer.toString(twin.pairs()));
        facts.put("split.difference", scientific(twin.difference()));
        twin.metric().ifPresent(metric -> facts.put("split.metric", lower(metric)));
        String text = "A twin split from `" + file.getFileName() + "` into an encoder and a scorer. They were compared"
                + " with the whole twin on " + twin.pairs() + " pairs of images; scores differ by "
                + scientific(twin.difference()) + " at most.";
        String card = card(settings, text, "siamese4j split", facts, difference, pictures.length);
        Optional<ProtobufMessage> scorer = twin.metric().isPresent()
                ? Optional.empty()
                : Optional.of(twin.scorer().model());
        Parts parts = new Parts(twin.encoder().model(), scorer, twin.encoder().id(), twin.metric());
        write(directory, settings, parts, facts, difference, card);
        return new Imported(
                whole.scorer().meaning(),
                whole.input().width(),
                whole.input().height(),
                twin.encoder().dimension(),
                whole.scorer().orderDifference(),
                Optional.of(twin.place()),
                twin.metric(),
                Math.max(difference, twin.difference()));
    }

    /** The graphs of a model. */
    private record Parts(
            ProtobufMessage encoder, Optional<ProtobufMessage> scorer, String encoderId, Optional<Metric> metric) {}

    private static void write(
            Path directory, Settings settings, Parts parts, Map<String, String> facts, double difference, String card) {
        OnnxOptions onnx = settings.onnx();
        ModelMetadata metadata = new ModelMetadata(
                parts.encoderId(),
                settings.name(),
                new ModelMetadata.Pictures(onnx.fit(), onnx.interpolation(), onnx.padding()),
                parts.metric(),
                ModelMetadata.DEFAULT_THRESHOLD);
        Map<String, String> entries = metadata.entries();
        entries.put(ModelMetadata.PREFIX + "storage", "float32");
        entries.put(ModelMetadata.PREFIX + "parity.score", Double.toString(difference));
        facts.forEach((key, value) -> entries.put(ModelMetadata.PREFIX + "training." + key, value));
        Map<String, ByteBuffer> models = new TreeMap<>();
        models.put(ModelDirectory.ENCODER, encode(parts.encoder(), entries));
        Map<String, String> scorerEntries = metadata.scorerEntries();
        scorerEntries.put(ModelMetadata.PREFIX + "storage", "float32");
        parts.scorer().ifPresent(scorer -> models.put(ModelDirectory.SCORER, encode(scorer, scorerEntries)));
        ModelDirectoryWriter.write(directory, models, card);
    }

    private static ByteBuffer encode(ProtobufMessage model, Map<String, String> entries) {
        ProtobufMessage complete = model.copy();
        entries.forEach((key, value) ->
                complete.message(METADATA, new ProtobufMessage().text(1, key).text(2, value)));
        return complete.encode();
    }

    /** Returns facts with keys as metadata have them. */
    private static Map<String, String> facts(Path file, TwinGraph twin, OnnxOptions onnx) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("source.file", String.valueOf(file.getFileName()));
        facts.putAll(FileDigest.ofModel(file));
        facts.put("source.input", twin.input().layout() + " " + onnx.channels());
        facts.put("source.output", lower(twin.scorer().meaning()));
        facts.put("pixels.range", onnx.low() + ".." + onnx.high());
        facts.put("pixels.mean", onnx.mean().toString());
        facts.put("pixels.deviation", onnx.deviation().toString());
        facts.put("order.difference", scientific(twin.scorer().orderDifference()));
        return facts;
    }

    private static String card(
            Settings settings,
            String text,
            String command,
            Map<String, String> facts,
            double difference,
            int pictures) {
        String origin = pictures + settings.images().map(folder -> " images").orElse(" generated pictures");
        StringBuilder card = new StringBuilder("# " + settings.name() + "\n\n" + text);
        if (!"0".equals(facts.get("order.difference"))) {
            card.append(" The twin gives another score if both images are exchanged, by up to ")
                    .append(facts.get("order.difference"))
                    .append("; this model averages both orders.");
        }
        card.append(" The file does not say what the network was trained on or how accurate it is. The threshold ")
                .append(ModelMetadata.DEFAULT_THRESHOLD)
                .append(" is not measured; choose one with `siamese4j calibrate`.\n\n## Written by `")
                .append(command)
                .append("`\n\n| what | value |\n| --- | --- |\n");
        facts.forEach((key, value) ->
                card.append("| ").append(key).append(" | ").append(value).append(" |\n"));
        return card.append("| largest difference of a score, foreign file to this model, on ")
                .append(origin)
                .append(" | ")
                .append(scientific(difference))
                .append(" |\n")
                .toString();
    }

    private static byte[][] pictures(Settings settings, ImageSignature input) {
        if (settings.images().isEmpty()) {
            return GeneratedPictures.of(input.width(), input.height());
        }
        OnnxOptions onnx = settings.onnx();
        Preprocessing preprocessing =
                new Preprocessing(input.width(), input.height(), onnx.fit(), onnx.interpolation(), onnx.padding());
        return ImageSample.read(settings.images().get(), preprocessing, IMAGES);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String scientific(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
}
