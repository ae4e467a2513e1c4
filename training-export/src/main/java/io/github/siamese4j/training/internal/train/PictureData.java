package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Image;
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
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.data.ImageLoader;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Training data from folders of labelled images. */
record PictureData(
        Path folder,
        ImageCache images,
        DatasetSplit split,
        Sampler sampler,
        BatchRenderer renderer,
        BatchRenderer plain)
        implements TrainingData {

    static PictureData read(TrainingConfig config, TrainingListener listener) {
        Dataset data = dataset(config, config.data().folder());
        DatasetSplit split = DatasetSplit.of(data.classes(), config.data().split());
        return new PictureData(
                config.data().folder(),
                data.images(),
                split,
                TrainingData.sampler(config, data.problems(), split, listener),
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
    public String name(int number) {
        return ImageFiles.relative(folder, images.file(number));
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
    public Optional<Image> image(int number) {
        return Optional.of(Image.of(images.file(number)));
    }

    @Override
    public Optional<Pixels> picture(int number) {
        return Optional.of(images.get(number));
    }
}
