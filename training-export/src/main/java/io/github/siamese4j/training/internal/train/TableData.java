package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.data.DatasetSplit;
import io.github.siamese4j.training.internal.data.FeatureTable;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Training data from a table of labelled feature vectors. Vectors are not distorted. */
record TableData(FeatureTable table, DatasetSplit split, Sampler sampler) implements RowData {

    static TableData read(TrainingConfig config, TrainingListener listener) {
        FeatureTable table = table(config, config.data().folder());
        DatasetSplit split = DatasetSplit.of(table.classes(), config.data().split());
        return new TableData(table, split, TrainingData.sampler(config, table.problems(), split, listener));
    }

    /** Reads a table with the settings of a run. */
    static FeatureTable table(TrainingConfig config, Path file) {
        return FeatureTable.read(
                file,
                Math.max(config.compute().maxPictureBytes(), Float.BYTES),
                config.data().maxCorruptFraction());
    }

    @Override
    public float[] row(int number) {
        return table.row(number);
    }

    @Override
    public String name(int number) {
        return table.id(number);
    }

    @Override
    public TrainingConfig fitted(TrainingConfig config) {
        FeatureTwin network = config.network().overFeatures();
        if (network.inputs() != FeatureTwin.UNKNOWN && network.inputs() != table.columns()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "the network reads " + network.inputs() + " features, but the table has " + table.columns()
                            + "; use the table of its run");
        }
        String description = table.description().filter(this::describesTheTable).orElse(null);
        return config.toBuilder()
                .network(network.withInputs(table.columns()).withFeatureDescription(description))
                .build();
    }

    /** Returns whether a comment describes the features of the table. Other programs write other comments. */
    private boolean describesTheTable(String comment) {
        try {
            return FeatureDescription.parse(comment).length() == table.columns();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public Map<String, FloatTensor> initialWeights(TrainingConfig config, long seed) {
        List<Integer> rows =
                split.training().stream().flatMap(c -> c.items().stream()).toList();
        return TwinParameters.initialize(config.network().overFeatures(), seed, Standardization.of(table, rows));
    }
}
