package io.github.siamese4j.internal.encode;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.Device;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.Devices;
import io.github.siamese4j.internal.score.IntegerScorer;
import io.github.siamese4j.internal.score.OnnxScorer;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the parts of a model directory. */
public final class ModelLoader {

    private ModelLoader() {}

    /**
     * Both parts of a model, open.
     *
     * @param encoder runs {@code encoder.onnx}
     * @param scorer runs {@code scorer.onnx}, or is the metric the model names
     * @param name what the model is called
     * @param threshold from which score on the model calls two pictures the same
     * @param calibration what turns a score into a probability, if it was fitted
     * @param selfScore the score of an input with itself
     */
    public record Parts(
            Encoder encoder,
            PairScorer scorer,
            String name,
            double threshold,
            Optional<Calibration> calibration,
            double selfScore) {}

    public static Encoder loadEncoder(Path model, RuntimeOptions options) {
        ModelDirectory directory = ModelDirectory.read(model);
        return Devices.open(
                options.device(),
                device -> OnnxEncoder.open(directory.encoder(), directory.metadata(), device, options));
    }

    public static Parts load(Path model, RuntimeOptions options) {
        ModelDirectory directory = ModelDirectory.read(model);
        return Devices.open(options.device(), device -> open(directory, device, options));
    }

    private static Parts open(ModelDirectory directory, Device device, RuntimeOptions options) {
        OnnxEncoder encoder = OnnxEncoder.open(directory.encoder(), directory.metadata(), device, options);
        try {
            PairScorer scorer = openScorer(directory, encoder, options);
            try {
                double selfScore = scorer.score(encoder.probe(), encoder.probe());
                if (!(selfScore >= 0 && selfScore <= 1)) {
                    throw new ModelException(
                            ErrorCode.MODEL_INVALID,
                            "the scorer gives an input and itself " + selfScore
                                    + ", not a score in [0, 1]; export the model again");
                }
                return new Parts(
                        encoder,
                        scorer,
                        directory.metadata().name(),
                        directory.metadata().threshold(),
                        directory.metadata().calibration(),
                        selfScore);
            } catch (RuntimeException e) {
                scorer.close();
                throw e;
            }
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    private static PairScorer openScorer(ModelDirectory directory, OnnxEncoder encoder, RuntimeOptions options) {
        Optional<Metric> metric = directory.metadata().metric();
        return metric.isPresent() ? metric.get() : openOnnxScorer(directory, encoder, options);
    }

    private static PairScorer openOnnxScorer(ModelDirectory directory, OnnxEncoder encoder, RuntimeOptions options) {
        OnnxFile file = directory.scorer().orElseThrow();
        OnnxScorer scorer = OnnxScorer.open(file, encoder.device(), options);
        if (scorer.dimension() != encoder.dimension()) {
            scorer.close();
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    "encoder.onnx makes embeddings of " + encoder.dimension() + " values, scorer.onnx takes "
                            + scorer.dimension() + "; export both together");
        }
        boolean integers = options.integerHead() && encoder.device().kind() == Device.Kind.CPU;
        return integers ? IntegerScorer.over(scorer, file, options) : scorer;
    }
}
