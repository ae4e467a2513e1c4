package io.github.siamese4j.training.train;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.augment.BatchPipeline;
import io.github.siamese4j.training.augment.BatchRenderer;
import io.github.siamese4j.training.data.Dataset;
import io.github.siamese4j.training.data.DatasetSplit;
import io.github.siamese4j.training.data.FolderScan;
import io.github.siamese4j.training.data.PictureReader;
import io.github.siamese4j.training.data.PictureStore;
import io.github.siamese4j.training.network.FloatTensor;
import io.github.siamese4j.training.network.Precision;
import io.github.siamese4j.training.network.TwinInference;
import io.github.siamese4j.training.network.TwinParameters;
import io.github.siamese4j.training.sampling.Sampler;
import io.github.siamese4j.training.sampling.SamplingPolicy;
import io.github.siamese4j.training.sampling.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The pictures of a run: read, split, and drawn from. */
record TrainingData(PictureStore pictures, DatasetSplit split, Sampler sampler, BatchRenderer renderer) {

    /** Reads the data of a run and reports what is left out. */
    static TrainingData read(TrainingConfig config, TrainingListener listener) {
        Dataset data = dataset(config, config.data());
        DatasetSplit split = DatasetSplit.of(data.classes(), config.split());
        Sampler sampler = Sampler.of(split.training(), config.sampling(), Seeds.derive(config.seed(), 1));
        List<String> problems = new ArrayList<>(data.problems());
        problems.addAll(sampler.problems());
        RunFolder.write(config.run().resolve("data.txt"), String.join("\n", problems) + "\n");
        problems.forEach(listener::onMessage);
        listener.onMessage(data.classes().size() + " classes: "
                + split.training().size() + " for training, "
                + split.validation().size() + " for validation");
        BatchRenderer renderer = new BatchRenderer(data.pictures(), config.augmentation());
        return new TrainingData(data.pictures(), split, sampler, renderer);
    }

    /** Scans and decodes labelled pictures as a run is configured to. */
    static Dataset dataset(TrainingConfig config, Path data) {
        return Dataset.load(
                FolderScan.scan(data, config.layout()),
                new PictureReader(config.network().preprocessing()),
                config.maxPictureBytes(),
                config.maxCorruptFraction());
    }

    /** Steps in which as many pictures are drawn as there are to train on; with single pairs, as many pairs of each kind. */
    long stepsPerEpoch(TrainingConfig config) {
        SamplingPolicy sampling = config.sampling();
        int perStep = sampling.pairsPerBatch() > 0
                ? sampling.pairsPerBatch()
                : sampling.classesPerBatch() * sampling.picturesPerClass();
        long there =
                split.training().stream().mapToLong(c -> c.pictures().size()).sum();
        if (there < perStep && config.epochs() > 0) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    there + " pictures are not enough for one step of " + perStep
                            + " an epoch; make the batch smaller or give --steps");
        }
        return Math.max(1, there / perStep);
    }

    /** Settles what depends on the data and the machine: the number of steps, and the precision. */
    TrainingConfig resolve(TrainingConfig config, Map<String, FloatTensor> weights, TrainingListener listener) {
        TrainingConfig.Builder settled = config.toBuilder();
        if (config.epochs() > 0) {
            settled.schedule(config.schedule().withEpochs(config.epochs(), stepsPerEpoch(config)));
        }
        if (config.precision() == Precision.AUTO) {
            settled.precision(
                    PrecisionProbe.fastest(config, weights, sampler.batch(0).samples(), renderer, listener));
        }
        return settled.build();
    }

    /** The inputs of the steps from the given one on. */
    StepSource source(TrainingConfig config, TwinParameters parameters, long from) {
        if (config.freezeTrunk()) {
            boolean keeps = config.sampling().views() > 0;
            return new FrozenTrunk(
                    sampler, renderer, new TwinInference(parameters), from, keeps, config.maxPictureBytes());
        }
        BatchPipeline pipeline =
                new BatchPipeline(sampler, renderer, from, config.schedule().steps(), config.workers());
        return new StepSource() {
            @Override
            public StepInput take() {
                return StepInput.of(pipeline.take());
            }

            @Override
            public void close() {
                pipeline.close();
            }
        };
    }
}
