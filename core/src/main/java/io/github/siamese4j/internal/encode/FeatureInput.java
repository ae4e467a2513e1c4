package io.github.siamese4j.internal.encode;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.FeatureException;
import io.github.siamese4j.Image;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureExtractor;
import io.github.siamese4j.internal.runtime.ModelSession;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Takes feature vectors. Computes them from images if the model describes how. */
final class FeatureInput implements ModelInput {

    private static final String NAME = "features";
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private final String model;
    private final int length;
    private final Optional<FeatureExtractor> extractor;

    FeatureInput(ModelSession session, String model, Optional<FeatureDescription> description) {
        this.model = model;
        this.length = Math.toIntExact(session.input(NAME, OnnxJavaType.FLOAT, 1, "float32 [N, F]", 2)[1]);
        if (length > FeatureDescription.MAX_LENGTH) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "encoder.onnx takes vectors of " + length + " features; the maximum is "
                            + FeatureDescription.MAX_LENGTH);
        }
        this.extractor = description.map(
                settings -> new FeatureExtractor(settings, session.options().imageLimits()));
        description.ifPresent(settings -> {
            if (settings.length() != length) {
                throw new ModelException(
                        ErrorCode.MODEL_MISMATCH,
                        "encoder.onnx takes vectors of " + length + " features, but its metadata describes "
                                + settings.length() + "; export it with the description it was trained with");
            }
        });
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int bytes() {
        return Math.multiplyExact(length, Float.BYTES);
    }

    @Override
    public OnnxTensor tensor(ByteBuffer items, int batch) {
        return ModelSession.tensor(items.asFloatBuffer(), batch, length);
    }

    // Distinct values spread over [0, 1): few networks return zeros for them.
    @Override
    public void putWarmUp(ByteBuffer target) {
        for (int i = 0; i < length; i++) {
            double value = (i + 1) * GOLDEN_RATIO;
            target.putFloat((float) (value - Math.floor(value)));
        }
    }

    @Override
    public void put(Image image, ByteBuffer target) {
        FeatureExtractor present = extractor.orElseThrow(() -> new ModelException(
                ErrorCode.MODEL_MISMATCH,
                "the model " + model + " takes vectors of " + length
                        + " features and does not describe how to compute them from an image; compute them as for its"
                        + " training data and pass a float[]"));
        target.asFloatBuffer().put(present.extract(image));
    }

    @Override
    public BufferedImage fitted(Image image) {
        throw new ModelException(
                ErrorCode.MODEL_MISMATCH, "the model " + model + " takes feature vectors and has no image input");
    }

    @Override
    public void check(List<float[]> vectors) {
        for (int i = 0; i < vectors.size(); i++) {
            check(i, vectors.get(i));
        }
    }

    private void check(int index, float[] vector) {
        if (vector.length != length) {
            throw invalid(index, "has " + vector.length + " values, but the model " + model + " takes " + length);
        }
        for (int i = 0; i < length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw invalid(index, "is " + vector[i] + " at index " + i + "; replace such values");
            }
        }
    }

    private static FeatureException invalid(int index, String found) {
        return new FeatureException(ErrorCode.FEATURES_INVALID, "feature vector " + index + " " + found);
    }

    @Override
    public Optional<FeatureDescription> description() {
        return extractor.map(FeatureExtractor::description);
    }
}
