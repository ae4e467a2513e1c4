package io.github.siamese4j.training;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Metric;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.training.internal.twin.TwinWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Converts a twin network of another tool, an ONNX file with two image inputs and one output, to a model directory.
 *
 * <p>{@link #split} cuts a twin whose branches share their weights into an encoder and a scorer, so that each image is
 * encoded once. {@link #write} converts any twin; its model runs the whole twin for each pair.
 */
public final class OnnxTwinImport {

    private OnnxTwinImport() {}

    /**
     * {@return whether an ONNX file has two inputs, which are both images}
     *
     * @param file the ONNX file
     * @throws io.github.siamese4j.ModelException if the file cannot be read
     */
    public static boolean isTwin(Path file) {
        return TwinWriter.isTwin(file);
    }

    /**
     * Writes a twin as it is. The encoder of the model returns the pixels of an image, and the scorer runs the twin.
     *
     * @param file the ONNX file
     * @param directory the model directory to write; absent, empty, or holding nothing but a model
     * @param settings name of the model and its input
     * @return facts about the model
     * @throws io.github.siamese4j.ModelException if the twin cannot be used, or neither the file nor the settings say
     *     what is needed
     * @throws TrainingException {@link TrainingException.Code#PARITY_FAILED} if a score differs by more than 1e-4;
     *     another code if the model cannot be written
     */
    public static Imported write(Path file, Path directory, Settings settings) {
        return TwinWriter.write(file, directory, settings);
    }

    /**
     * Splits a twin into an encoder and a scorer, compares their scores with those of the twin, and writes them. If the
     * scorer gives the scores of a {@link Metric}, the metric takes its place.
     *
     * @param file the ONNX file
     * @param directory the model directory to write; absent, empty, or holding nothing but a model
     * @param settings name of the model and its input
     * @return facts about the model
     * @throws io.github.siamese4j.ModelException if the twin cannot be used, or neither the file nor the settings say
     *     what is needed
     * @throws TrainingException {@link TrainingException.Code#NOT_SPLITTABLE} with the reason;
     *     {@link TrainingException.Code#PARITY_FAILED} if a score differs by more than 1e-5; another code if the model
     *     cannot be written
     */
    public static Imported split(Path file, Path directory, Settings settings) {
        return TwinWriter.split(file, directory, settings);
    }

    /**
     * The settings of an import.
     *
     * @param name name of the model; not blank
     * @param onnx the preprocessing, the output and its meaning; what the file says can be left out
     * @param images a folder with images at any depth, on which the model is compared with the file; at most 8 are
     *     read. Without it, generated pictures are used
     */
    public record Settings(String name, OnnxOptions onnx, Optional<Path> images) {

        /** Checks the name. */
        public Settings {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name must not be blank");
            }
            requireNonNull(onnx, "onnx");
            requireNonNull(images, "images");
        }
    }

    /**
     * An imported twin.
     *
     * @param output the meaning of the output of the twin
     * @param width the width of the input in pixels
     * @param height the height of the input in pixels
     * @param dimension the number of values of an embedding
     * @param orderDifference the largest difference of a score between both orders of a pair that was found in the
     *     twin; if it is not 0, the model computes both orders and averages them
     * @param cut the name of the value at which the twin was split; empty if it was not
     * @param metric the metric that gives the scores; empty for a scorer
     * @param scoreDifference the largest difference of a score between the model and the file
     */
    public record Imported(
            TwinOutput output,
            int width,
            int height,
            int dimension,
            double orderDifference,
            Optional<String> cut,
            Optional<Metric> metric,
            double scoreDifference) {}
}
