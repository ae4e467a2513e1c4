package io.github.siamese4j.internal.encode;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.Device;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.internal.graph.EncoderAdapter;
import io.github.siamese4j.internal.graph.EncoderGraph;
import io.github.siamese4j.internal.graph.TwinAdapter;
import io.github.siamese4j.internal.graph.TwinGraph;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ModelFiles;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.Devices;
import io.github.siamese4j.internal.score.IntegerScorer;
import io.github.siamese4j.internal.score.OnnxScorer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Loads the encoder and the scorer of a model. */
public final class ModelLoader {

    private ModelLoader() {}

    /**
     * An encoder with its scorer, the name of the model (or an empty string), and the facts about their scores. The
     * self-score is the score of an input compared with itself.
     */
    public record Parts(
            Encoder encoder,
            PairScorer scorer,
            String name,
            double threshold,
            Optional<Calibration> calibration,
            OptionalDouble selfScore) {

        /** Creates parts of unknown origin. */
        public Parts(Encoder encoder, PairScorer scorer) {
            this(encoder, scorer, "", ModelMetadata.DEFAULT_THRESHOLD, Optional.empty(), OptionalDouble.empty());
        }

        /** Closes both parts. */
        public void close() {
            try (PairScorer closedLast = scorer) {
                encoder.close();
            }
        }
    }

    public static Encoder loadEncoder(ModelSource model, RuntimeOptions options) {
        ModelDirectory directory = ModelDirectory.read(model);
        return Devices.open(
                options.device(),
                device -> OnnxEncoder.open(directory.encoder(), directory.metadata(), device, options));
    }

    /** Loads an encoder from an ONNX file of another tool. */
    public static Encoder loadForeign(ModelSource source, String file, OnnxOptions foreign, RuntimeOptions options) {
        EncoderGraph graph = EncoderAdapter.adapt(source, file, foreign, options.threads());
        OnnxFile adapted = new OnnxFile(
                ModelFiles.location(source, file),
                graph.bytes(),
                Map.of(),
                graph.foreign().opset());
        ModelMetadata metadata = new ModelMetadata(
                graph.id(),
                file,
                new ModelMetadata.Pictures(foreign.fit(), foreign.interpolation(), foreign.padding()),
                Optional.of(Metric.COSINE),
                ModelMetadata.DEFAULT_THRESHOLD);
        return Devices.open(options.device(), device -> OnnxEncoder.open(adapted, metadata, device, options));
    }

    /** Loads a twin from an ONNX file of another tool. */
    public static Parts loadTwin(ModelSource source, String file, OnnxOptions foreign, RuntimeOptions options) {
        TwinGraph twin = TwinAdapter.adapt(source, file, foreign, options.threads());
        String location = ModelFiles.location(source, file);
        ModelDirectory directory = new ModelDirectory(
                new OnnxFile(location, twin.encoder().encode(location), Map.of(), twin.encoderOpset()),
                Optional.of(new OnnxFile(
                        location,
                        twin.scorer().model().encode(location),
                        Map.of(),
                        twin.scorer().opset())),
                new ModelMetadata(
                        twin.id(),
                        file,
                        new ModelMetadata.Pictures(foreign.fit(), foreign.interpolation(), foreign.padding()),
                        Optional.empty(),
                        ModelMetadata.DEFAULT_THRESHOLD));
        return Devices.open(options.device(), device -> open(directory, device, options));
    }

    public static Parts load(ModelSource model, RuntimeOptions options) {
        ModelDirectory directory = ModelDirectory.read(model);
        return Devices.open(options.device(), device -> open(directory, device, options));
    }

    private static Parts open(ModelDirectory directory, Device device, RuntimeOptions options) {
        OnnxEncoder encoder = OnnxEncoder.open(directory.encoder(), directory.metadata(), device, options);
        try {
            PairScorer scorer = openScorer(directory, encoder, options);
            try {
                double selfScore = scorer.score(encoder.warmUp(), encoder.warmUp());
                if (!(selfScore >= 0 && selfScore <= 1)) {
                    throw new ModelException(
                            ErrorCode.MODEL_INVALID,
                            "the score of an input compared with itself must be in [0, 1]: " + selfScore
                                    + "; export the model again");
                }
                return new Parts(
                        encoder,
                        scorer,
                        directory.metadata().name(),
                        directory.metadata().threshold(),
                        directory.metadata().calibration(),
                        OptionalDouble.of(selfScore));
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
        if (metric.isPresent()) {
            return metric.get();
        }
        OnnxFile file = directory.scorer().orElseThrow();
        OnnxScorer scorer = OnnxScorer.open(file, encoder.device(), options);
        if (scorer.dimension() != encoder.dimension()) {
            scorer.close();
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    "encoder.onnx makes embeddings of dimension " + encoder.dimension() + ", but scorer.onnx takes "
                            + scorer.dimension() + "; export both together");
        }
        boolean integers = options.integerHead() && encoder.device().kind() == Device.Kind.CPU;
        return integers ? IntegerScorer.over(scorer, file, options) : scorer;
    }
}
