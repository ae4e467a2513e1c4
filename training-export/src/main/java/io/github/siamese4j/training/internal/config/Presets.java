package io.github.siamese4j.training.internal.config;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.LearningRateSchedule.Shape;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.SplitRule;
import io.github.siamese4j.training.SplitRule.Unit;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingConfig.Compute;
import io.github.siamese4j.training.TrainingConfig.Data;
import io.github.siamese4j.training.TrainingConfig.Learning;
import io.github.siamese4j.training.TrainingConfig.Loss;
import io.github.siamese4j.training.TrainingConfig.Run;
import io.github.siamese4j.training.TwinDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The values of the configurations to start from, which {@link TrainingConfig} describes. */
public final class Presets {
    private static final int GREY = 128;
    private static final int SIDE = 105;

    private Presets() {}

    public static TrainingConfig standard(Path data, Path run) {
        return new TrainingConfig(
                new Data(
                        data,
                        FolderLayout.AUTO,
                        SplitRule.tenthOfGroups(),
                        SamplingPolicy.standard(),
                        Augmentation.of(AffineAugmentation.standard(GREY)),
                        0.01,
                        null),
                TwinDescription.vgg16(SIDE, SIDE, true, InputScaling.UNIT),
                new Loss(PairLoss.standard(), null, 1),
                new Learning(
                        OptimizerSettings.standard(),
                        new LearningRateSchedule(1e-3, 0.02, 50, 0, 1000),
                        0,
                        0,
                        0,
                        null,
                        false,
                        null),
                EvaluationSettings.standard(),
                new Compute(Precision.FLOAT32, 1, 1, 1L << 30),
                new Run(run, 0, 100, 0));
    }

    public static TrainingConfig original(Path data, Path run) {
        int batch = 32;
        int epochs = 100;
        OptimizerSettings optimizer = OptimizerSettings.sgd();
        BatchScaledRate rate = BatchScaledRate.of(1e-2, 1e-4, batch, optimizer.rule());
        return TrainingConfig.builder(data, run)
                .network(TwinDescription.vgg16(SIDE, SIDE, false, InputScaling.UNIT))
                .split(new SplitRule(Unit.PICTURES, 0.1, List.of(), 0))
                .sampling(SamplingPolicy.pairs(batch))
                .augmentation(Augmentation.of(CropAugmentation.standard()))
                .loss(new PairLoss(false, 0, 0))
                .optimizer(optimizer)
                .schedule(LearningRateSchedule.ofEpochs(Shape.EPOCH_COSINE, rate.peak(), rate.floorRatio(), epochs, 1))
                .epochs(epochs)
                .build();
    }

    public static TrainingConfig table(Path table, Path run) {
        return TrainingConfig.builder(table, run)
                .network(FeatureTwin.standard(FeatureTwin.UNKNOWN))
                .augmentation(Augmentation.none())
                .loss(PairLoss.squaredError(true))
                .optimizer(OptimizerSettings.adam())
                .build();
    }

    public static TrainingConfig frozen(Path data, Path encoder, Path run) {
        return TrainingConfig.builder(data, run)
                .encoder(TrainingConfig.FrozenEncoder.of(encoder))
                .split(new SplitRule(Unit.AUTO, 0.2, List.of(), 0))
                .sampling(new SamplingPolicy(32, 8, 0, false, 0))
                .network(new FeatureTwin(
                        FeatureTwin.UNKNOWN, List.of(256), 0.1, false, true, Optional.of(Metric.COSINE), 256, null))
                .augmentation(Augmentation.none())
                .loss(new PairLoss(true, 0, 0, PairLoss.Term.NONE, 0))
                .metricLoss(MetricLoss.supervisedContrastive())
                .schedule(new LearningRateSchedule(2e-4, 0.02, 20, 0, 400))
                .earlyStopping(new EarlyStopping(EarlyStopping.Monitor.AREA_UNDER_CURVE, 4, 0))
                .evaluation(new EvaluationSettings(50, 1200, 4000, 400, 20))
                .checkpointEvery(50)
                .build();
    }
}
