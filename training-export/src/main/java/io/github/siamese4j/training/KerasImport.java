package io.github.siamese4j.training;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.ImageSample;
import io.github.siamese4j.training.internal.export.ModelCard;
import io.github.siamese4j.training.internal.export.ModelDescription;
import io.github.siamese4j.training.internal.export.TwinExport;
import io.github.siamese4j.training.internal.importing.FileDigest;
import io.github.siamese4j.training.internal.importing.KerasTwin;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Converts the weights of a twin network trained with Keras to a model directory. */
public final class KerasImport {

    private static final double UNMEASURED_THRESHOLD = 0.5;

    private KerasImport() {}

    /**
     * Reads a twin and writes it as a model directory, after checking its output in ONNX Runtime against the training
     * engine. The twin has a VGG trunk with RGB input scaled by 1/255; the absolute difference of both embeddings is
     * followed by a dense layer with ReLU and a dense layer with one sigmoid output. The threshold is 0.5, because the
     * file holds none.
     *
     * @param file HDF5 file of Keras
     * @param directory the model directory to write; absent, empty, or holding nothing but a model
     * @param settings name of the model, its input and storage of its weights
     * @return the imported network
     * @throws TrainingException if the file is not such a twin, {@link Code#CONFIG_INVALID} if storage is not exact and
     *     no images are given, if the exported graphs differ from the network, or if the model cannot be written
     * @throws io.github.siamese4j.ImageException if one of the images cannot be read
     */
    public static Imported write(Path file, Path directory, Settings settings) {
        TwinWeights weights = KerasTwin.read(file, settings.size(), settings.fit());
        TwinDescription network = weights.description();
        WeightStorage storage = settings.storage();
        byte[][] sample = storage == WeightStorage.FLOAT32 ? new byte[0][] : sample(settings, network.preprocessing());
        Map<String, String> facts = new TreeMap<>();
        facts.put("source.file", String.valueOf(file.getFileName()));
        facts.put("source.sha256", FileDigest.sha256(file));
        facts.put("parameters", Long.toString(network.parameterCount()));
        TwinExport export = TwinExport.ofImages(weights, storage, sample);
        String introduction = "# " + settings.name() + "\n\nA twin network trained with Keras, imported from `"
                + file.getFileName() + "`. The file does not say what it was trained on or how accurate it is. The"
                + " threshold " + UNMEASURED_THRESHOLD + " is not measured.";
        String card = ModelCard.of(introduction, "siamese4j import-keras", facts, export.storage(), export.report());
        export.writeTo(
                directory,
                new ModelDescription(settings.name(), network.preprocessing(), UNMEASURED_THRESHOLD, facts, card));
        return new Imported(network, export.report());
    }

    private static byte[][] sample(Settings settings, Preprocessing preprocessing) {
        Path folder = settings.images()
                .orElseThrow(() -> new TrainingException(
                        Code.CONFIG_INVALID,
                        "storage " + settings.storage()
                                + " needs images to measure its cost; give a folder of images, or keep FLOAT32"));
        return ImageSample.read(folder, preprocessing);
    }

    /**
     * An imported network.
     *
     * @param network the architecture
     * @param report the differences between the written model and the training engine
     */
    public record Imported(TwinDescription network, ModelExport.Report report) {}

    /**
     * The settings of an import.
     *
     * @param name name of the model; not blank
     * @param size side of the square input in pixels; empty for 105 if the weights allow it, otherwise for the smallest
     *     size they allow
     * @param fit fit of images to that size in training
     * @param storage type of the stored weights
     * @param images a folder with images at any depth, on which the cost of storage is measured; needed unless storage
     *     is exact. At most 100 are read
     */
    public record Settings(String name, OptionalInt size, Fit fit, WeightStorage storage, Optional<Path> images) {

        /**
         * {@return the default settings: exact weights, letterbox, and the size that the weights allow}
         *
         * @param name name of the model
         */
        public static Settings of(String name) {
            return new Settings(name, OptionalInt.empty(), Fit.LETTERBOX, WeightStorage.FLOAT32, Optional.empty());
        }
    }
}
