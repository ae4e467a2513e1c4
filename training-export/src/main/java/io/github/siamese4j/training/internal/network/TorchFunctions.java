package io.github.siamese4j.training.internal.network;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/** TorchScript functions of this package: what the engine's Java side cannot do, or not fast enough. */
final class TorchFunctions {
    private TorchFunctions() {}

    /**
     * Loads one.
     *
     * @param file its name beside this class
     * @return the function; close it
     * @throws TrainingException {@link Code#IO_FAILED} when the engine cannot read it
     */
    static Model load(String file) {
        Model model = Model.newInstance(file, "PyTorch");
        try (InputStream in = Objects.requireNonNull(TorchFunctions.class.getResourceAsStream(file), file)) {
            model.load(in, Map.of());
            return model;
        } catch (IOException | MalformedModelException e) {
            model.close();
            throw new TrainingException(
                    Code.IO_FAILED, "cannot load " + file + " (" + e.getMessage() + "); train in float32", e);
        }
    }
}
