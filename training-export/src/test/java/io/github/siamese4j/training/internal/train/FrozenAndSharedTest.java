package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.Trainer;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.TrainingResult;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.augment.PixelBatch;
import io.github.siamese4j.training.internal.log.RunFolder;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.network.TwinWeights;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests frozen trunks, and batches split among several devices. Here each device is the CPU. */
class FrozenAndSharedTest {
    private static final int SIDE = 16;
    private static final List<Integer> LABELS = List.of(0, 0, 1, 1, 2, 2);

    @TempDir
    Path folder;

    private static TwinDescription network(boolean batchNorm) {
        List<ConvBlock> blocks = List.of(new ConvBlock(8, 1), new ConvBlock(12, 1));
        return new TwinDescription(SIDE, SIDE, blocks, batchNorm, 8, InputScaling.INVERTED, Fit.STRETCH);
    }

    private static PixelBatch batch() {
        Random random = new Random(3);
        byte[] bytes = new byte[LABELS.size() * SIDE * SIDE];
        random.nextBytes(bytes);
        ByteBuffer pixels = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        return new PixelBatch(pixels, LABELS.size(), SIDE, SIDE, 1, LABELS);
    }

    /** Returns the parameters after two steps with momentum 0. */
    private static Map<String, FloatTensor> stepped(int devices) {
        TwinDescription network = network(false);
        try (TwinParameters parameters =
                        TwinParameters.of(network, TwinParameters.initialize(network, 1), Device.cpu());
                TrainingStep step = Steps.of(
                        parameters,
                        Precision.FLOAT32,
                        new ArrayList<>(List.of(Device.cpu(), Device.cpu())).subList(0, devices - 1),
                        new PairLoss(true, 0.5, 0).withIdentity(0.1),
                        Steps.plainSgd(parameters),
                        1e9)) {
            step.run(StepInput.of(batch()), 1, 1);
            step.run(StepInput.of(batch()), 0.1, 2);
            return parameters.toTensors();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void devicesTogetherLearnWhatOneLearns(int devices) {
        Map<String, FloatTensor> alone = stepped(1);
        Map<String, FloatTensor> shared = stepped(devices);
        alone.forEach((name, tensor) -> {
            float[] other = Objects.requireNonNull(shared.get(name), name).values();
            for (int i = 0; i < other.length; i++) {
                assertThat(other[i]).as(name).isCloseTo(tensor.values()[i], within(1e-5f));
            }
        });
    }

    @Test
    void refusesMoreDevicesThanPictures() {
        TwinDescription network = network(false);
        try (TwinParameters parameters =
                        TwinParameters.of(network, TwinParameters.initialize(network, 1), Device.cpu());
                TrainingStep step = Steps.of(
                        parameters,
                        Precision.FLOAT32,
                        List.of(Device.cpu(), Device.cpu(), Device.cpu(), Device.cpu(), Device.cpu(), Device.cpu()),
                        PairLoss.standard(),
                        Steps.plainSgd(parameters),
                        1e9)) {
            assertThatThrownBy(() -> step.run(StepInput.of(batch()), 1, 1))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("7 devices");
        }
    }

    @Test
    void refusesCardsThatAreNotThere() {
        Pictures.grouped(folder.resolve("data"), 3, 3, 4, SIDE);
        assertThatThrownBy(() -> Trainer.train(config("run", 1).devices(64).build(), TrainingListener.SILENT))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("64 devices");
    }

    private TrainingConfig.Builder config(String run, int steps) {
        return TrainingConfig.builder(folder.resolve("data"), folder.resolve(run))
                .network(network(true))
                .sampling(new SamplingPolicy(4, 2, 0, false, 0))
                .augmentation(AffineAugmentation.standard(255))
                .schedule(new LearningRateSchedule(1e-2, 1, 0, 0, steps))
                .evaluation(new EvaluationSettings(1000, 20, 40, 20, 2));
    }

    @Test
    void trainsTheHeadAlone() {
        Pictures.grouped(folder.resolve("data"), 3, 3, 4, SIDE);
        TrainingConfig config = config("run", 3).freezeTrunk(true).build();
        Map<String, FloatTensor> before = TwinParameters.initialize(
                config.network(), io.github.siamese4j.training.internal.sampling.SeedSequence.derive(0, 0));
        Map<String, FloatTensor> after = TwinWeights.load(
                        Trainer.train(config, TrainingListener.SILENT).last())
                .tensors();
        before.forEach((name, tensor) -> {
            float[] now = Objects.requireNonNull(after.get(name), name).values();
            if (name.startsWith("trunk.")) {
                assertThat(now).as(name).isEqualTo(tensor.values());
            } else {
                assertThat(now).as(name).isNotEqualTo(tensor.values());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5 * 12 * 16 * 4, Long.MAX_VALUE})
    void keptEmbeddingsAreThoseOfTheTrunk(long maxBytes) {
        Pictures.grouped(folder.resolve("data"), 3, 3, 4, SIDE);
        TrainingConfig config = config("kept", 1)
                .sampling(new SamplingPolicy(4, 2, 0, false, 0).withViews(2))
                .build();
        RunFolder.create(config.run().folder());
        TrainingData data = TrainingData.read(config, TrainingListener.SILENT);
        TwinWeights weights = new TwinWeights(config.network(), TwinParameters.initialize(config.network(), 2));
        try (TwinInference inference = TwinInference.of(weights);
                FrozenTrunk frozen = new FrozenTrunk(data, TwinInference.of(weights), 0, maxBytes)) {
            for (int step = 0; step < 20; step++) {
                StepInput input = frozen.take();
                List<Sample> samples = data.sampler().batch(step).samples();
                float[][] fresh = data.embed(inference, samples);
                assertThat(input.labels())
                        .isEqualTo(samples.stream().map(Sample::label).toList());
                try (ai.djl.ndarray.NDManager scope = ai.djl.ndarray.NDManager.newBaseManager("PyTorch")) {
                    float[] known = input.array().apply(scope).toFloatArray();
                    for (int i = 0; i < known.length; i++) {
                        assertThat(known[i]).isCloseTo(fresh[i / fresh[0].length][i % fresh[0].length], within(1e-5f));
                    }
                }
            }
            int views = data.split().training().stream()
                            .mapToInt(c -> c.items().size())
                            .sum()
                    * 2;
            assertThat(frozen.size())
                    .isBetween(
                            maxBytes == 0 ? 0 : 5,
                            maxBytes == Long.MAX_VALUE ? views : (int) Math.min(views, maxBytes / (12 * 16 * 4)));
        }
    }

    @Test
    void countsEpochsInPictures() {
        Pictures.grouped(folder.resolve("data"), 3, 3, 4, SIDE);
        // Two groups of 3 classes of 4 images are for training: 24 images, 3 steps of 8.
        TrainingConfig config = config("epochs", 77).epochs(4).startEpoch(1).build();
        List<Long> steps = new ArrayList<>();
        TrainingResult result = Trainer.train(config, new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
                steps.add(report.step());
            }
        });
        assertThat(result.steps()).isEqualTo(12);
        assertThat(steps).first().isEqualTo(4L);
        assertThat(TrainedModel.load(result.last()).step()).isEqualTo(12);
    }

    @Test
    void measuresWhichPrecisionIsFaster() {
        Pictures.grouped(folder.resolve("data"), 3, 3, 4, SIDE);
        List<String> messages = new ArrayList<>();
        TrainingConfig config = config("auto", 1).precision(Precision.AUTO).build();
        TrainingResult result = Trainer.train(config, new TrainingListener() {
            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        });
        assertThat(messages)
                .anyMatch(m -> m.matches("precision .*: [0-9.]+ images/s in float32, [0-9.]+ in bfloat16.*"));
        assertThat(TrainedModel.load(result.last()).config().compute().precision())
                .isNotEqualTo(Precision.AUTO);
    }
}
