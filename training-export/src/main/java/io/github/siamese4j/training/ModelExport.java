package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingConfig.FrozenEncoder;
import io.github.siamese4j.training.internal.export.FrozenModel;
import io.github.siamese4j.training.internal.export.ModelCard;
import io.github.siamese4j.training.internal.export.ModelDescription;
import io.github.siamese4j.training.internal.export.TwinExport;
import io.github.siamese4j.training.internal.train.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Converts a checkpoint to a model directory. */
public final class ModelExport {

    private static final double UNMEASURED_THRESHOLD = 0.5;

    private ModelExport() {}

    /**
     * Writes the network of a checkpoint as a model directory, after checking its output in ONNX Runtime against the
     * training engine. The threshold is the one measured on the held-out samples of the run, or 0.5 if the run held
     * nothing out.
     *
     * @param checkpoint directory of a checkpoint, such as {@code <run>/best}, or a run folder, which stands for its
     *     best checkpoint
     * @param directory the model directory to write; absent, empty, or holding nothing but a model
     * @param settings name of the model and storage of its weights
     * @return the differences between the written model and the trained network
     * @throws TrainingException if the checkpoint or the data of the run cannot be read, if the exported graphs differ
     *     from the network, or if the model cannot be written
     */
    public static Report write(Path checkpoint, Path directory, Settings settings) {
        TrainedModel model = TrainedModel.load(checkpoint);
        WeightStorage storage = settings.storage();
        // Exact weights cost nothing, so there is nothing to measure.
        int count = storage == WeightStorage.FLOAT32 ? 0 : settings.samples();
        Path data = settings.data().orElse(model.config().data().folder());
        TwinExport export;
        FrozenEncoder encoder = model.config().data().encoder();
        if (encoder != null) {
            Path place = settings.encoder().orElse(encoder.directory());
            requireOther(encoder.directory(), directory);
            requireOther(place, directory);
            FrozenModel frozen = FrozenModel.read(place, encoder.id());
            export = encoder.kept() ? TwinExport.ofFrozen(frozen) : ofFrozen(model, frozen, storage, data, count);
        } else if (model.config().network() instanceof FeatureTwin) {
            float[][] sample = count == 0
                    ? new float[0][]
                    : model.sampleVectors(data, count).toArray(float[][]::new);
            export = TwinExport.ofVectors(model.weights(), storage, sample);
        } else {
            byte[][] sample = count == 0
                    ? new byte[0][]
                    : model.samplePictures(data, count).toArray(byte[][]::new);
            export = TwinExport.ofImages(model.weights(), storage, sample);
        }
        export.writeTo(directory, description(model, settings, export));
        return export.report();
    }

    /** Rejects the directory of the frozen encoder as the place of the model: the run needs it. */
    private static void requireOther(Path encoder, Path directory) {
        try {
            if (Files.exists(encoder) && Files.exists(directory) && Files.isSameFile(encoder, directory)) {
                throw new TrainingException(
                        TrainingException.Code.TARGET_OCCUPIED,
                        directory + " holds the frozen encoder of the run, which the run needs; name another directory"
                                + " for the model");
            }
        } catch (IOException e) {
            throw new TrainingException(
                    TrainingException.Code.IO_FAILED, directory + " cannot be read: " + e + "; check permissions", e);
        }
    }

    private static TwinExport ofFrozen(
            TrainedModel model, FrozenModel frozen, WeightStorage storage, Path data, int count) {
        byte[][] sample = count == 0
                ? new byte[0][]
                : model.sampleOfEncoder(data, frozen, count).toArray(byte[][]::new);
        return TwinExport.ofFrozen(frozen, model.weights(), storage, sample);
    }

    private static ModelDescription description(TrainedModel model, Settings settings, TwinExport export) {
        Map<String, String> training = training(model);
        String card =
                ModelCard.of(settings.introduction(), "siamese4j export", training, export.storage(), export.report());
        double threshold = model.metrics().map(ValidationMetrics::threshold).orElse(UNMEASURED_THRESHOLD);
        return model.config().network() instanceof TwinDescription twin
                ? new ModelDescription(settings.name(), twin.preprocessing(), threshold, training, card)
                : new ModelDescription(settings.name(), threshold, training, card);
    }

    private static Map<String, String> training(TrainedModel model) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("steps", Long.toString(model.step()));
        facts.put("seed", Long.toString(model.config().run().seed()));
        String parameters = Long.toString(model.config().network().parameterCount());
        FrozenEncoder encoder = model.config().data().encoder();
        if (encoder == null) {
            facts.put("parameters", parameters);
        } else {
            if (!encoder.kept()) {
                facts.put("trained_parameters", parameters);
            }
            facts.put("frozen_encoder", encoder.id() + (encoder.kept() ? " as it is" : " under trained layers"));
        }
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
     * The settings of an export.
     *
     * @param name name of the model, such as {@code omniglot-vgg16}; not blank
     * @param storage type of the stored weights
     * @param data folder of labelled images, or table, of the run, if it was moved; read only if storage is not exact
     * @param samples number of held-out samples on which the cost of storage is measured, at least 2
     * @param introduction beginning of {@code MODEL_CARD.md}, in Markdown
     * @param encoder directory of the frozen encoder of the run, if it was moved
     */
    public record Settings(
            String name,
            WeightStorage storage,
            Optional<Path> data,
            int samples,
            String introduction,
            Optional<Path> encoder) {

        private static final int SAMPLES = 100;

        /**
         * {@return the default settings: exact weights, data at its original place, a card that begins with the name,
         * and 100 samples}
         *
         * @param name name of the model
         */
        public static Settings of(String name) {
            return new Settings(name, WeightStorage.FLOAT32, Optional.empty(), SAMPLES, "# " + name, Optional.empty());
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
     *     pairs of the samples; 0 for {@link WeightStorage#FLOAT32}
     * @param storageScoreMean mean of these differences
     */
    public record Report(
            double embeddingDifference,
            double embeddingRelative,
            double scoreDifference,
            double storageScoreMax,
            double storageScoreMean) {}
}
