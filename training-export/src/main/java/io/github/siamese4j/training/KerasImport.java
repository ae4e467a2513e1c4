package io.github.siamese4j.training;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.internal.image.ImageReader;
import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.export.ModelCard;
import io.github.siamese4j.training.internal.export.ModelDescription;
import io.github.siamese4j.training.internal.export.TrainedTwin;
import io.github.siamese4j.training.internal.export.TwinExport;
import io.github.siamese4j.training.internal.importing.KerasTwin;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** From the weights of a twin trained with Keras to a model directory in one call. */
public final class KerasImport {

    private static final double UNDECIDED = 0.5;
    private static final int PICTURES = 100;
    private static final Pattern PICTURE = Pattern.compile("(?i).*\\.(png|jpe?g|bmp|gif|webp|p[pgb]m)");

    private KerasImport() {}

    /**
     * Reads the twin ({@link KerasTwin}) and writes it as a model directory, after checking in ONNX Runtime that it
     * computes what the training engine computes. The threshold is 0.5, because the file tells none.
     *
     * @param file HDF5 file of Keras
     * @param directory the model directory to write; absent, empty, or holding nothing but a model
     * @param settings what to call the model, what it reads and how to keep its weights
     * @return what was written
     * @throws TrainingException if the file is not such a twin, {@link Code#CONFIG_INVALID} if storage is not exact and
     *     there are no pictures to measure its cost on
     * @throws TrainingException if the graphs differ from the network or cannot be written
     * @throws io.github.siamese4j.ImageException if one of the pictures cannot be used
     */
    public static Imported write(Path file, Path directory, Settings settings) {
        TwinWeights weights = KerasTwin.read(file, settings.size(), settings.fit());
        TwinDescription network = weights.description();
        WeightStorage storage = settings.storage();
        byte[][] sample =
                storage == WeightStorage.FLOAT32 ? new byte[0][] : pictures(settings, network.preprocessing());
        Map<String, String> facts = new TreeMap<>();
        facts.put("source.file", String.valueOf(file.getFileName()));
        facts.put("source.sha256", sha256(file));
        facts.put("parameters", Long.toString(network.parameterCount()));
        try (TrainedTwin trained = new TrainedTwin(weights)) {
            TwinExport export = TwinExport.check(trained.graph(), trained, storage, sample);
            String introduction =
                    "# " + settings.name() + "\n\nA twin network trained with Keras by others, imported from `"
                            + file.getFileName()
                            + "`. What it was trained on and how good it is the file does not tell; the threshold "
                            + UNDECIDED + " is not measured.";
            String card =
                    ModelCard.of(introduction, "siamese4j import-keras", facts, settings.storage(), export.report());
            export.writeTo(
                    directory, new ModelDescription(settings.name(), network.preprocessing(), UNDECIDED, facts, card));
            return new Imported(network, export.report());
        }
    }

    /** Evenly spread over all pictures below the folder. */
    private static byte[][] pictures(Settings settings, Preprocessing preprocessing) {
        Path folder = settings.pictures()
                .orElseThrow(() -> new TrainingException(
                        Code.CONFIG_INVALID,
                        "storage " + settings.storage()
                                + " needs pictures to measure what it costs: give a folder of them, or keep FLOAT32"));
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(file -> PICTURE.matcher(file.toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot list " + folder + ": " + e, e);
        }
        if (files.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL, folder + " holds " + files.size() + " pictures, at least 2 are needed");
        }
        ImageReader reader = new ImageReader(preprocessing, ImageLimits.defaults());
        int count = Math.min(PICTURES, files.size());
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = files.get((int) ((long) i * files.size() / count));
            ByteBuffer pixels = ByteBuffer.allocateDirect(
                    preprocessing.width() * preprocessing.height() * TwinDescription.INPUT_CHANNELS);
            reader.read(Image.of(file), pixels);
            byte[] rgb = new byte[pixels.capacity()];
            pixels.flip().get(rgb);
            samples.add(rgb);
        }
        return samples.toArray(byte[][]::new);
    }

    private static String sha256(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return Checksum.sha256(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + e, e);
        }
    }

    /**
     * What was imported.
     *
     * @param network what it looks like
     * @param report how far the written model is from the training engine's
     */
    public record Imported(TwinDescription network, ModelExport.Report report) {}

    /**
     * What to call a model, what it reads, and how to keep its weights.
     *
     * @param name what the model is called; not blank
     * @param size side of the square input in pixels; empty for 105 if the weights allow it, else for the smallest they
     *     allow
     * @param fit how pictures were brought to that size in training
     * @param storage how weights are kept
     * @param pictures a folder, of any depth, of pictures on which the cost of storage is measured; needed unless
     *     storage is exact. At most 100 are read
     */
    public record Settings(String name, OptionalInt size, Fit fit, WeightStorage storage, Optional<Path> pictures) {

        /**
         * Exact weights, letterbox, size as the weights tell.
         *
         * @param name what the model is called
         * @return the settings that hold unless others are given
         */
        public static Settings of(String name) {
            return new Settings(name, OptionalInt.empty(), Fit.LETTERBOX, WeightStorage.FLOAT32, Optional.empty());
        }
    }
}
