package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.augment.BatchPipeline;
import io.github.siamese4j.training.internal.augment.BatchRenderer;
import io.github.siamese4j.training.internal.augment.PixelBatch;
import io.github.siamese4j.training.internal.data.Dataset;
import io.github.siamese4j.training.internal.data.DatasetSplit;
import io.github.siamese4j.training.internal.data.FolderScan;
import io.github.siamese4j.training.internal.data.ImageCache;
import io.github.siamese4j.training.internal.data.ImageLoader;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import io.github.siamese4j.training.internal.sampling.Sampler;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Training data from folders of labelled images. */
record PictureData(ImageCache images, DatasetSplit split, Sampler sampler, BatchRenderer renderer, BatchRenderer plain)
        implements TrainingData {

    static PictureData read(TrainingConfig config, TrainingListener listener) {
        Dataset data = dataset(config, config.data().folder());
        DatasetSplit split = DatasetSplit.of(data.classes(), config.data().split());
        Sampler sampler = Sampler.of(
                split.training(),
                config.data().sampling(),
                SeedSequence.derive(config.run().seed(), 1));
        TrainingData.report(config, data.problems(), split, sampler, listener);
        return new PictureData(
                data.images(),
                split,
                sampler,
                new BatchRenderer(data.images(), config.data().augmentation()),
                new BatchRenderer(data.images(), Augmentation.none()));
    }

    /** Scans and decodes labelled images with the settings of a run. */
    static Dataset dataset(TrainingConfig config, Path data) {
        return Dataset.load(
                FolderScan.scan(data, config.data().layout()),
                new ImageLoader(
                        config.network().overPictures().preprocessing(),
                        config.data().augmentation().detail()),
                config.compute().maxPictureBytes(),
                config.data().maxCorruptFraction());
    }

    @Override
    public StepInput render(SampledBatch batch) {
        return StepInput.of(renderer.render(batch));
    }

    @Override
    public StepSource source(TrainingConfig config, long from) {
        BatchPipeline pipeline = new BatchPipeline(
                sampler,
                renderer,
                from,
                config.learning().schedule().steps(),
                config.compute().workers());
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

    @Override
    public float[][] embed(TwinInference inference, List<Sample> samples) {
        return embed(inference, renderer.render(samples));
    }

    @Override
    public float[][] embedHeldOut(TwinInference inference, List<Integer> numbers) {
        return embed(
                inference,
                plain.render(numbers.stream().map(n -> new Sample(n, 0, 0, 0)).toList()));
    }

    private static float[][] embed(TwinInference inference, PixelBatch batch) {
        return inference.embed(batch.pixels(), batch.count(), batch.channels());
    }

    @Override
    public Optional<float[][]> vectors(List<Integer> numbers) {
        return Optional.empty();
    }

    @Override
    public Optional<Pixels> picture(int number) {
        return Optional.of(images.get(number));
    }

    @Override
    public TrainingConfig fitted(TrainingConfig config) {
        return config;
    }

    @Override
    public Map<String, FloatTensor> initialWeights(TrainingConfig config, long seed) {
        return TwinParameters.initialize(config.network(), seed);
    }
}
