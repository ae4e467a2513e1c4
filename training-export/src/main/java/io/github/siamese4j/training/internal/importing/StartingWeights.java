package io.github.siamese4j.training.internal.importing;

import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.PartialWeights;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads weights to start a training from, in the formats of several libraries.
 * {@link io.github.siamese4j.training.internal.network.WeightTransfer} copies them into a network.
 */
public final class StartingWeights {
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final byte[] ZIP = {'P', 'K'};

    private static final String SAVED_MODEL = "saved_model.pb";
    private static final String SAVED_MODEL_REMEDY =
            "it is a TensorFlow SavedModel; load it in Keras and save its weights as x.weights.h5";

    private StartingWeights() {}

    /**
     * Reads weights by the names of this library. The content determines the format:
     *
     * <ul>
     *   <li>a directory: a checkpoint, or a model written by {@code siamese4j export} with any weight storage;
     *   <li>an HDF5 file of Keras: a whole twin, or a VGG trunk with layers named {@code block1_conv1} and so on;
     *   <li>a safetensors file with the names of this library, of torchvision's VGG (with or without batch
     *       normalization), or of a PyTorch twin built on it.
     * </ul>
     */
    public static PartialWeights load(Path path) {
        Path existing = AtomicFiles.existing(path);
        if (Files.isDirectory(existing)) {
            return directory(existing);
        }
        byte[] start = start(path);
        if (startsWith(start, HDF5)) {
            return KerasWeights.read(path).weights();
        }
        if (start.length > Long.BYTES && start[Long.BYTES] == '{') {
            return TorchWeights.read(path);
        }
        throw foreign(path, start);
    }

    /** Checks that a path is an HDF5 file. */
    static void requireHdf5(Path path) {
        if (Files.isDirectory(path)) {
            throw unknown(path, Files.exists(path.resolve(SAVED_MODEL)) ? SAVED_MODEL_REMEDY : "it is a directory");
        }
        byte[] start = start(path);
        if (!startsWith(start, HDF5)) {
            throw foreign(path, start);
        }
    }

    private static TrainingException foreign(Path path, byte[] start) {
        if (startsWith(start, ZIP)) {
            return unknown(
                    path,
                    "it is a zip archive; save the weights of a .keras file with model.save_weights('x.weights.h5'),"
                            + " those of a PyTorch file with safetensors.torch.save_file(model.state_dict(),"
                            + " 'x.safetensors')");
        }
        return unknown(path, "it is neither HDF5 nor safetensors");
    }

    private static PartialWeights directory(Path directory) {
        if (Files.exists(directory.resolve(TwinWeights.STATE_FILE))) {
            return PartialWeights.of("checkpoint " + directory, TwinWeights.load(directory));
        }
        if (Files.exists(directory.resolve("encoder.onnx"))) {
            return ModelWeights.read(directory);
        }
        if (Files.exists(directory.resolve(SAVED_MODEL))) {
            throw unknown(directory, SAVED_MODEL_REMEDY);
        }
        throw unknown(
                directory,
                "the directory holds neither " + TwinWeights.STATE_FILE + " (checkpoint) nor encoder.onnx (model)");
    }

    private static byte[] start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(16);
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + e, e);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(magic, Arrays.copyOf(bytes, magic.length));
    }

    private static TrainingException unknown(Path path, String why) {
        return new TrainingException(Code.CHECKPOINT_INVALID, path + " holds no readable weights: " + why);
    }
}
