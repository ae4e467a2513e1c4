package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.export.ModelCard;
import io.github.siamese4j.training.internal.export.ModelDescription;
import io.github.siamese4j.training.internal.export.TrainedFeatureTwin;
import io.github.siamese4j.training.internal.export.TrainedTwin;
import io.github.siamese4j.training.internal.export.TwinExport;
import io.github.siamese4j.training.internal.train.TrainedModel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** From a checkpoint to a model directory in one call. */
public final class ModelExport {

    private static final double UNDECIDED = 0.5;

    private ModelExport() {}

    /**
     * Writes the network of a checkpoint as a model directory, after checking in ONNX Runtime that it computes what the
     * training engine computes. The threshold is the one measured on the held-out pictures of the run, 0.5 if it held
     * nothing out.
     *
     * @param checkpoint the directory of a checkpoint, such as {@code <run>/best}
     * @param directory the model directory to write; absent, empty, or holding nothing but a model
     * @param settings what to call the model and how to keep its weights
     * @return how far the written model is from the trained network
     * @throws TrainingException if the graphs differ from the network or cannot be written
     * @throws io.github.siamese4j.training.TrainingException if the checkpoint or the data of the run cannot be read
     */
    public static Report write(Path checkpoint, Path directory, Settings settings) {
        TrainedModel model = TrainedModel.load(checkpoint);
        WeightStorage storage = settings.storage();
        // Exact weights cost nothing, so there is nothing to measure.
        int count = storage == WeightStorage.FLOAT32 ? 0 : settings.pictures();
        Path data = settings.data().orElse(model.config().data().folder());
        TwinExport export = model.config().network() instanceof FeatureTwin
                ? vectors(model, storage, data, count)
                : pictures(model, storage, data, count);
        export.writeTo(directory, description(model, settings, export.report()));
        return export.report();
    }

    private static TwinExport pictures(TrainedModel model, WeightStorage storage, Path data, int count) {
        byte[][] sample =
                count == 0 ? new byte[0][] : model.samplePictures(data, count).toArray(byte[][]::new);
        try (TrainedTwin trained = new TrainedTwin(model.weights())) {
            return TwinExport.check(trained.graph(), trained, storage, sample);
        }
    }

    private static TwinExport vectors(TrainedModel model, WeightStorage storage, Path data, int count) {
        float[][] sample =
                count == 0 ? new float[0][] : model.sampleVectors(data, count).toArray(float[][]::new);
        try (TrainedFeatureTwin trained = new TrainedFeatureTwin(model.weights())) {
            return TwinExport.check(trained.graph(), trained, storage, sample);
        }
    }

    private static ModelDescription description(TrainedModel model, Settings settings, Report report) {
        Map<String, String> training = training(model);
        String card = ModelCard.of(settings.introduction(), "siamese4j export", training, settings.storage(), report);
        double threshold = model.metrics().map(ValidationMetrics::threshold).orElse(UNDECIDED);
        return model.config().network() instanceof TwinDescription twin
                ? new ModelDescription(settings.name(), twin.preprocessing(), threshold, training, card)
                : new ModelDescription(settings.name(), threshold, training, card);
    }

    private static Map<String, String> training(TrainedModel model) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("steps", Long.toString(model.step()));
        facts.put("seed", Long.toString(model.config().run().seed()));
        facts.put("parameters", Long.toString(model.config().network().parameterCount()));
        model.metrics().ifPresent(metrics -> {
            facts.put("heldout.pair_accuracy", decimal(metrics.accuracy()));
            facts.put("heldout.auc", decimal(metrics.areaUnderCurve()));
            facts.put("heldout.one_shot", decimal(metrics.oneShotAccuracy()));
        });
        return facts;
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /**
     * What to call a model and how to keep its weights.
     *
     * @param name what the model is called, such as {@code omniglot-vgg16}; not blank
     * @param storage how weights are kept
     * @param data the folder of labelled pictures the run used, if it has moved; read only if storage is not exact
     * @param pictures held-out pictures on which the cost of storage is measured, at least 2
     * @param introduction how {@code MODEL_CARD.md} begins, in Markdown
     */
    public record Settings(String name, WeightStorage storage, Optional<Path> data, int pictures, String introduction) {

        private static final int PICTURES = 100;

        /**
         * Exact weights, data where it was, a card that begins with the name.
         *
         * @param name what the model is called
         * @return the settings that hold unless others are given
         */
        public static Settings of(String name) {
            return new Settings(name, WeightStorage.FLOAT32, Optional.empty(), PICTURES, "# " + name);
        }
    }

    /**
     * The differences between an exported model and the network it was made from. All are absolute; 0 means equal.
     *
     * @param embeddingDifference largest difference of an embedding value between the training engine and ONNX Runtime
     *     with float32 weights, on generated inputs
     * @param embeddingRelative {@code embeddingDifference} divided by the largest embedding value
     * @param scoreDifference largest difference of a score, on the same inputs
     * @param storageScoreMax largest difference of a score between float32 weights and the stored weights, over all
     *     pairs of held-out samples; 0 for {@link WeightStorage#FLOAT32}
     * @param storageScoreMean mean of these differences
     */
    public record Report(
            double embeddingDifference,
            double embeddingRelative,
            double scoreDifference,
            double storageScoreMax,
            double storageScoreMean) {}
}
