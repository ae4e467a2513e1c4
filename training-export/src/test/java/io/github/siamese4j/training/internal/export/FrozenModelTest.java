package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.ModelExport;
import io.github.siamese4j.training.WeightStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenModelTest {

    private static final Path LIGHT = Path.of("../examples/models/omniglot-light");
    private static final Path IMAGE = Path.of("../examples/images/alpha-1.png");

    @TempDir
    private Path folder;

    @Test
    void aModelWithTrainedLayersGivesTheEncoderBehindThem() {
        FrozenModel light = FrozenModel.read(LIGHT, null);
        FeatureGraph layer = projection(light.dimension(), 7);
        ModelExport.Report exact = new ModelExport.Report(0, 0, 0, 0, 0);
        Path joined = folder.resolve("joined");
        ModelDirectoryWriter.write(
                joined,
                new FrozenGraph(light, Optional.of(layer)),
                new FrozenGraph(light, Optional.of(layer)).encoder(WeightStorage.FLOAT32),
                Optional.empty(),
                WeightStorage.FLOAT32,
                new ModelDescription("joined", light.preprocessing(), 0.5, Map.of(), "# joined"),
                exact);

        FrozenModel found = FrozenModel.read(joined, null);

        assertThat(found.dimension()).isEqualTo(light.dimension());
        assertThat(found.directory().metadata().encoderId())
                .isEqualTo(light.directory().metadata().encoderId());
        try (Encoder before = Encoder.load(LIGHT);
                Encoder with = Encoder.load(joined);
                Encoder after = Encoder.load(found.source())) {
            Embedding embedding = before.encode(Image.of(IMAGE));
            assertThat(after.encode(Image.of(IMAGE))).isEqualTo(embedding);
            assertThat(with.dimension()).isEqualTo(7);
        }
    }

    private static FeatureGraph projection(int inputs, int outputs) {
        Random random = new Random(1);
        float[] weights = new float[inputs * outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        DenseLayer layer = new DenseLayer(inputs, outputs, weights, new float[outputs]);
        return new FeatureGraph(
                Optional.empty(), List.of(layer), true, Optional.of(Metric.COSINE), List.of(), Optional.empty());
    }
}
