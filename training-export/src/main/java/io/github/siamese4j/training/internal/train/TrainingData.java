package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Image;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.data.DatasetSplit;
import io.github.siamese4j.training.internal.log.RunFolder;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import io.github.siamese4j.training.internal.sampling.Sampler;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The data of a run: numbered samples, split into training and validation, and drawn in batches. */
interface TrainingData {
    /** The number of samples that are embedded at once. */
    int SAMPLES_AT_ONCE = 32;

    /** Reads the data of a run and reports samples that are left out. */
    static TrainingData read(TrainingConfig config, TrainingListener listener) {
        if (config.data().encoder() != null) {
            return EncodedData.read(config, listener);
        }
        return config.network() instanceof FeatureTwin
                ? TableData.read(config, listener)
                : PictureData.read(config, listener);
    }

    /**
     * Returns the sampler of a run. Reports the problems and the split, and writes the problems to {@code data.txt}.
     */
    static Sampler sampler(
            TrainingConfig config, List<String> unusable, DatasetSplit split, TrainingListener listener) {
        Sampler sampler = Sampler.of(
                split.training(),
                config.data().sampling(),
                SeedSequence.derive(config.run().seed(), 1));
        List<String> problems = new ArrayList<>(unusable);
        problems.addAll(split.problems());
        problems.addAll(sampler.problems());
        RunFolder.write(config.run().folder().resolve("data.txt"), String.join("\n", problems) + "\n");
        problems.forEach(listener::onMessage);
        listener.onMessage(split.training().size() + " classes for training, "
                + split.validation().size() + " for validation");
        return sampler;
    }

    /** Returns the embeddings of many samples, part by part to save memory. */
    static <T> float[][] embed(List<T> samples, Function<List<T>, float[][]> embed) {
        List<float[]> embeddings = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += SAMPLES_AT_ONCE) {
            List<T> some = samples.subList(from, Math.min(from + SAMPLES_AT_ONCE, samples.size()));
            embeddings.addAll(Arrays.asList(embed.apply(some)));
        }
        return embeddings.toArray(float[][]::new);
    }

    /** Returns the split into training and validation. */
    DatasetSplit split();

    /** Returns the name of a sample: the path of its image relative to the data folder, or the id of its row. */
    String name(int number);

    /** Returns the sampler that draws the batches. */
    Sampler sampler();

    /** Returns the input of a step, with the distortions of its samples. */
    StepInput render(SampledBatch batch);

    /** Returns the inputs of the steps from the given one on. Images are rendered ahead in the background. */
    StepSource source(TrainingConfig config, long from);

    /** Returns the embeddings of samples, with their distortions. */
    float[][] embed(TwinInference inference, List<Sample> samples);

    /** Returns the embeddings of samples by number, without distortions. */
    float[][] embedHeldOut(TwinInference inference, List<Integer> numbers);

    /** Returns the vectors of samples as the network reads them; empty for images. */
    default Optional<float[][]> vectors(List<Integer> numbers) {
        return Optional.empty();
    }

    /** Returns the image of a sample; empty for feature vectors. */
    default Optional<Pixels> picture(int number) {
        return Optional.empty();
    }

    /** Returns the image of a sample at its own size; empty for feature vectors. */
    default Optional<Image> image(int number) {
        return Optional.empty();
    }

    /** Returns the configuration with the network fitted to the data. */
    default TrainingConfig fitted(TrainingConfig config) {
        return config;
    }

    /** Returns a sentence that says why the initial weights are the trained model; empty if they are not. */
    default Optional<String> reasonForNoSteps(TrainingConfig config) {
        return Optional.empty();
    }

    /** Returns random weights of a fitted network. */
    default Map<String, FloatTensor> initialWeights(TrainingConfig config, long seed) {
        return TwinParameters.initialize(config.network(), seed);
    }

    /** Returns the inputs of the steps: rendered, or embedded if the trunk is frozen. */
    default StepSource inputs(TrainingConfig config, TwinParameters parameters, long from) {
        if (!config.learning().freezeTrunk()) {
            return source(config, from);
        }
        long room = config.data().sampling().views() > 0 ? config.compute().maxPictureBytes() : 0;
        return new FrozenTrunk(this, new TwinInference(parameters), from, room);
    }

    /**
     * Returns the number of steps that draw as many samples as there are for training. If a batch consists of single
     * pairs, the steps draw as many pairs of each kind.
     */
    default long stepsPerEpoch(TrainingConfig config) {
        SamplingPolicy sampling = config.data().sampling();
        int perStep = sampling.pairsPerBatch() > 0
                ? sampling.pairsPerBatch()
                : sampling.classesPerBatch() * sampling.picturesPerClass();
        long available =
                split().training().stream().mapToLong(c -> c.items().size()).sum();
        if (available < perStep && config.learning().epochs() > 0) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "there are " + available + " training samples, but one step needs " + perStep
                            + "; use smaller batches, or set the number of steps instead of epochs");
        }
        return Math.max(1, available / perStep);
    }
}
