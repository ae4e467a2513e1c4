package io.github.siamese4j.training;

import io.github.siamese4j.training.LearningRateSchedule.Shape;
import io.github.siamese4j.training.internal.optimize.BatchScaledRate;
import java.nio.file.Path;

/** Settings to begin with. */
public enum Presets {
    /** What this library recommends: all pairs of a batch, batch normalization, AdamW. */
    STANDARD {
        @Override
        public TrainingConfig config(Path data, Path run) {
            return TrainingConfig.builder(data, run).build();
        }
    },
    /**
     * What the well-known VGG16 siamese network in Keras does: no batch normalization, batches of 32 positive and 32
     * negative pairs, random crops with AutoAugment, plain binary cross-entropy, Nesterov SGD with momentum 0.9 and
     * decay 5e-4, 100 epochs of a cosine from 1e-2, scaled by the batch (32/64), down to a hundredth.
     */
    ORIGINAL {
        @Override
        public TrainingConfig config(Path data, Path run) {
            OptimizerSettings optimizer = OptimizerSettings.sgd();
            double peak = 1e-2;
            BatchScaledRate rate = BatchScaledRate.of(peak, 0.01 * peak, ORIGINAL_BATCH, optimizer.rule());
            return TrainingConfig.builder(data, run)
                    .network(TwinDescription.vgg16(ORIGINAL_SIDE, ORIGINAL_SIDE, false, InputScaling.UNIT))
                    .split(new io.github.siamese4j.training.SplitRule(
                            io.github.siamese4j.training.SplitRule.Unit.PICTURES, 0.1, java.util.List.of(), 0))
                    .sampling(SamplingPolicy.pairs(ORIGINAL_BATCH))
                    .augmentation(Augmentation.of(CropAugmentation.standard()))
                    .loss(new PairLoss(false, 0, 0))
                    .optimizer(optimizer)
                    .schedule(LearningRateSchedule.ofEpochs(
                            Shape.EPOCH_COSINE, rate.peak(), rate.floorRatio(), ORIGINAL_EPOCHS, 1))
                    .epochs(ORIGINAL_EPOCHS)
                    .build();
        }
    };

    private static final int ORIGINAL_BATCH = 32;
    private static final int ORIGINAL_SIDE = 105;
    private static final int ORIGINAL_EPOCHS = 100;

    /**
     * The settings.
     *
     * @param data folder of the labelled pictures
     * @param run folder of the run
     * @return a configuration
     */
    public abstract TrainingConfig config(Path data, Path run);

    /**
     * A twin over the features of a table, compared by cosine: dense layers of 1024, 512 and 256 units with dropout
     * 0.1, mean squared error, Adam.
     *
     * @param table the CSV file
     * @param run folder of the run
     * @return a configuration
     */
    public static TrainingConfig table(Path table, Path run) {
        return TrainingConfig.builder(table, run)
                .network(FeatureTwin.standard(FeatureTwin.UNKNOWN))
                .augmentation(Augmentation.none())
                .loss(PairLoss.squaredError(true))
                .optimizer(OptimizerSettings.adam())
                .build();
    }
}
