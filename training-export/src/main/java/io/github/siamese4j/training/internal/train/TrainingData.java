package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.data.DatasetSplit;
import io.github.siamese4j.training.internal.data.Picture;
import io.github.siamese4j.training.internal.log.RunFolder;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run trains on: samples by number, split, and drawn from. */
public interface TrainingData {

    /** Reads the data of a run and reports what is left out. */
    static TrainingData read(TrainingConfig config, TrainingListener listener) {
        return config.network() instanceof FeatureTwin
                ? TableData.read(config, listener)
                : PictureData.read(config, listener);
    }

    /** Tells the listener what is left out and what is used, and writes the first to {@code data.txt}. */
    static void report(
            TrainingConfig config,
            List<String> unusable,
            DatasetSplit split,
            Sampler sampler,
            TrainingListener listener) {
        List<String> problems = new ArrayList<>(unusable);
        problems.addAll(split.problems());
        problems.addAll(sampler.problems());
        RunFolder.write(config.run().folder().resolve("data.txt"), String.join("\n", problems) + "\n");
        problems.forEach(listener::onMessage);
        listener.onMessage(split.training().size() + " classes for training, "
                + split.validation().size() + " for validation");
    }

    /** What is trained on and what is held out. */
    DatasetSplit split();

    /** Draws the batches. */
    Sampler sampler();

    /** The input of a step, distorted as the samples say. */
    StepInput render(SampledBatch batch);

    /** The inputs of the steps from the given one on, worked ahead where that is of use. */
    StepSource source(TrainingConfig config, long from);

    /** Embeddings of samples, distorted as they say. */
    float[][] embed(TwinInference inference, List<Sample> samples);

    /** Embeddings of held-out samples by number, as they are. */
    float[][] embedHeldOut(TwinInference inference, List<Integer> numbers);

    /** The vectors of samples, where they are vectors. */
    Optional<float[][]> vectors(List<Integer> numbers);

    /** The picture of a sample, where there is one. */
    Optional<Picture> picture(int number);

    /** The configuration with the network fitted to the data. */
    TrainingConfig fitted(TrainingConfig config);

    /** Random weights of a fitted network. */
    Map<String, FloatTensor> initialWeights(TrainingConfig config, long seed);

    /** The inputs of the steps: rendered, or embedded by a trunk that is not trained. */
    default StepSource inputs(TrainingConfig config, TwinParameters parameters, long from) {
        if (!config.learning().freezeTrunk()) {
            return source(config, from);
        }
        long room = config.data().sampling().views() > 0 ? config.compute().maxPictureBytes() : 0;
        return new FrozenTrunk(this, new TwinInference(parameters), from, room);
    }

    /**
     * Steps in which as many samples are drawn as there are to train on; with single pairs, as many pairs of each kind.
     */
    default long stepsPerEpoch(TrainingConfig config) {
        SamplingPolicy sampling = config.data().sampling();
        int perStep = sampling.pairsPerBatch() > 0
                ? sampling.pairsPerBatch()
                : sampling.classesPerBatch() * sampling.picturesPerClass();
        long there =
                split().training().stream().mapToLong(c -> c.pictures().size()).sum();
        if (there < perStep && config.learning().epochs() > 0) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    there + " samples are not enough for one step of " + perStep
                            + " an epoch; make the batch smaller or give a number of steps");
        }
        return Math.max(1, there / perStep);
    }
}
