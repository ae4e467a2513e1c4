package io.github.siamese4j.training;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.internal.graph.EncoderAdapter;
import io.github.siamese4j.internal.graph.EncoderGraph;
import io.github.siamese4j.internal.graph.ForeignGraph;
import io.github.siamese4j.internal.graph.ImageSignature;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.ProtobufMessage;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.ImageSample;
import io.github.siamese4j.training.internal.export.CompactWeights;
import io.github.siamese4j.training.internal.export.ModelCard;
import io.github.siamese4j.training.internal.export.ModelDirectoryWriter;
import io.github.siamese4j.training.internal.importing.FileDigest;
import io.github.siamese4j.training.internal.importing.ForeignParity;
import io.github.siamese4j.training.internal.importing.ForeignReference;
import io.github.siamese4j.training.internal.importing.GeneratedPictures;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Converts an ONNX encoder that another tool has written to a model directory. */
public final class OnnxImport {

    private static final double UNMEASURED_THRESHOLD = 0.5;
    private static final int METADATA = 14;

    private OnnxImport() {}

    /**
     * Reads an encoder and writes it as a model directory with a metric as its scorer. The preprocessing becomes part
     * of the graph. Before that, the embeddings of the written model are compared with those of the foreign file, run
     * by ONNX Runtime after preprocessing in Java. The threshold is 0.5, because the file holds none.
     *
     * @param file the ONNX file
     * @param directory the model directory to write; absent, empty, or holding nothing but a model
     * @param settings the preprocessing and output of the model, its name, metric and storage
     * @return what was imported
     * @throws ModelException if the file is not such an encoder, or the settings do not say what the file leaves open
     * @throws TrainingException {@link Code#CONFIG_INVALID} if storage is not exact and no images are given,
     *     {@link Code#PARITY_FAILED} if the written model differs from the file, or if the model cannot be written
     * @throws io.github.siamese4j.ImageException if one of the images cannot be read
     */
    public static Imported write(Path file, Path directory, Settings settings) {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new ModelException(ErrorCode.MODEL_INVALID, file + " is not a file; pass the path of an ONNX file");
        }
        ModelSource source = ModelSource.of(folder);
        String name = absolute.getFileName().toString();
        if (settings.storage() != WeightStorage.FLOAT32 && settings.images().isEmpty()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "storage " + settings.storage()
                            + " needs images to measure its cost; give a folder of images, or keep FLOAT32");
        }
        EncoderGraph exact = EncoderAdapter.adapt(source, name, settings.onnx());
        ForeignGraph foreign = ForeignGraph.read(source, name);
        ModelDirectoryWriter.requireOutside(file, directory);
        return new Import(absolute, settings, foreign, exact).write(directory);
    }

    /** One import. */
    private record Import(Path file, Settings settings, ForeignGraph foreign, EncoderGraph exact) {

        Imported write(Path directory) {
            ImageSignature input = exact.input();
            byte[][] pictures = settings.images()
                    .map(folder -> ImageSample.read(folder, preprocessing()))
                    .orElseGet(() -> GeneratedPictures.of(input.width(), input.height()));
            List<Embedding> expected;
            try (ForeignReference reference = ForeignReference.open(file, foreign, exact, settings.onnx())) {
                expected = ForeignParity.expected(reference, pictures);
            }
            Embeddings embeddings = embeddings(exact, pictures);
            Report report = ForeignParity.check(expected, embeddings, settings.metric(), foreign.isRounded());
            EncoderGraph stored = exact.with(graph -> CompactWeights.of(graph, settings.storage()));
            if (settings.storage() != WeightStorage.FLOAT32) {
                double[] cost = ForeignParity.scores(embeddings, embeddings(stored, pictures), settings.metric());
                report = new Report(
                        report.embeddingDifference(),
                        report.embeddingRelative(),
                        report.scoreDifference(),
                        cost[0],
                        cost[1]);
            }
            String card = card(stored, report, pictures.length);
            ByteBuffer model = model(stored, Optional.of(report));
            ModelDirectoryWriter.write(directory, Map.of(ModelDirectory.ENCODER, model), card);
            return new Imported(
                    preprocessing(), exact.dimension(), exact.output(), exact.batches(), pictures.length, report);
        }

        private Preprocessing preprocessing() {
            OnnxOptions onnx = settings.onnx();
            return new Preprocessing(
                    exact.input().width(), exact.input().height(), onnx.fit(), onnx.interpolation(), onnx.padding());
        }

        private Embeddings embeddings(EncoderGraph graph, byte[][] pictures) {
            ByteBuffer model = model(graph, Optional.empty());
            byte[] bytes = new byte[model.remaining() + Checksum.LENGTH];
            model.duplicate().get(bytes, 0, model.remaining());
            System.arraycopy(Checksum.entryFor(model), 0, bytes, model.remaining(), Checksum.LENGTH);
            RuntimeOptions options = RuntimeOptions.defaults().withDevice(Device.CPU);
            try (Encoder encoder = Encoder.load(ModelSource.of(Map.of(ModelDirectory.ENCODER, bytes)), options)) {
                return ForeignParity.embeddings(
                        encoder, pictures, exact.input().width(), exact.input().height());
            }
        }

        private ByteBuffer model(EncoderGraph graph, Optional<Report> report) {
            OnnxOptions onnx = settings.onnx();
            Map<String, String> entries = new ModelMetadata(
                            graph.id(),
                            settings.name(),
                            new ModelMetadata.Pictures(onnx.fit(), onnx.interpolation(), onnx.padding()),
                            Optional.of(settings.metric()),
                            UNMEASURED_THRESHOLD)
                    .entries();
            entries.put(ModelMetadata.PREFIX + "storage", lower(storage(graph)));
            facts(graph).forEach((key, value) -> entries.put(ModelMetadata.PREFIX + "training." + key, value));
            report.ifPresent(measured -> {
                entries.put(ModelMetadata.PREFIX + "parity.embedding", Double.toString(measured.embeddingDifference()));
                entries.put(ModelMetadata.PREFIX + "parity.score", Double.toString(measured.scoreDifference()));
                entries.put(ModelMetadata.PREFIX + "storage.score.max", Double.toString(measured.storageScoreMax()));
                entries.put(ModelMetadata.PREFIX + "storage.score.mean", Double.toString(measured.storageScoreMean()));
            });
            ProtobufMessage model = graph.model();
            entries.forEach((key, value) ->
                    model.message(METADATA, new ProtobufMessage().text(1, key).text(2, value)));
            return model.encode();
        }

        /** A float16 model keeps its weights as they are. */
        private WeightStorage storage(EncoderGraph graph) {
            boolean half = settings.storage() == WeightStorage.FLOAT32 && CompactWeights.hasHalf(graph.foreign());
            return half ? WeightStorage.FLOAT16 : settings.storage();
        }

        private Map<String, String> facts(EncoderGraph graph) {
            OnnxOptions onnx = settings.onnx();
            ImageSignature input = graph.input();
            Map<String, String> facts = new TreeMap<>();
            facts.put("source.file", String.valueOf(file.getFileName()));
            facts.putAll(FileDigest.ofModel(file));
            facts.put("source.input", input.name() + " " + input.layout() + " " + onnx.channels());
            facts.put(
                    "source.output",
                    graph.output() + " " + graph.outputShape()
                            + onnx.pooling()
                                    .map(pooling -> ", pooled: " + lower(pooling))
                                    .orElse("")
                            + (onnx.normalize() ? ", normalized" : ""));
            facts.put("pixels.range", onnx.low() + ".." + onnx.high());
            facts.put("pixels.mean", text(onnx.mean()));
            facts.put("pixels.deviation", text(onnx.deviation()));
            facts.put("batch", graph.batches() ? "whole batches" : "one image at a time, in a loop");
            return facts;
        }

        private String card(EncoderGraph graph, Report report, int pictures) {
            Preprocessing size = preprocessing();
            String origin =
                    settings.images().map(folder -> pictures + " images").orElse(pictures + " generated pictures");
            String introduction = "# " + settings.name() + "\n\nAn encoder imported from `" + file.getFileName()
                    + "`. The file does not say what it was trained on or how accurate it is. Images become "
                    + size.width() + "×" + size.height() + " pixels by " + lower(size.fit()) + " with "
                    + lower(size.interpolation()) + " interpolation; embeddings of " + graph.dimension()
                    + " values are compared by " + lower(settings.metric()) + ". The threshold "
                    + UNMEASURED_THRESHOLD + " is not measured; choose one with `siamese4j calibrate`. The differences"
                    + " below were measured on " + origin + ".";
            return ModelCard.of(
                    introduction,
                    "siamese4j import-onnx",
                    facts(graph),
                    lower(storage(graph)),
                    report,
                    "foreign file to this model");
        }

        private static String text(List<Double> values) {
            return values.stream().map(Object::toString).collect(Collectors.joining(", "));
        }

        private static String lower(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An imported encoder.
     *
     * @param preprocessing the size and the fit of images
     * @param dimension the number of values of an embedding
     * @param output the name of the output that holds the embedding
     * @param batches whether whole batches run at once; otherwise the graph runs once for each image
     * @param pictures the number of pictures on which the differences were measured
     * @param report the differences between the written model and the foreign file
     */
    public record Imported(
            Preprocessing preprocessing, int dimension, String output, boolean batches, int pictures, Report report) {}

    /**
     * The settings of an import.
     *
     * @param name name of the model; not blank
     * @param onnx preprocessing and output of the model
     * @param metric the metric that compares two embeddings
     * @param storage type of the stored weights of convolutions and matrix products; the first convolution, grouped
     *     convolutions and tensors of less than 1,024 values stay as they are. A float16 file keeps its weights under
     *     {@link WeightStorage#FLOAT32}
     * @param images a folder with images at any depth, on which the differences are measured; at most 100 are read.
     *     Needed unless storage is {@link WeightStorage#FLOAT32}; without it, generated pictures are used
     */
    public record Settings(String name, OnnxOptions onnx, Metric metric, WeightStorage storage, Optional<Path> images) {

        /** Checks the name. */
        public Settings {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name must not be blank");
            }
            requireNonNull(onnx, "onnx");
            requireNonNull(metric, "metric");
            requireNonNull(storage, "storage");
            requireNonNull(images, "images");
        }

        /**
         * {@return the default settings: cosine, float32, generated pictures}
         *
         * @param name name of the model
         * @param onnx preprocessing and output of the model
         */
        public static Settings of(String name, OnnxOptions onnx) {
            return new Settings(name, onnx, Metric.COSINE, WeightStorage.FLOAT32, Optional.empty());
        }
    }
}
