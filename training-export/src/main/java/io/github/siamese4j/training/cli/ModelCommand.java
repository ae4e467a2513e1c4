package io.github.siamese4j.training.cli;

import io.github.siamese4j.Device;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.internal.data.ImageFiles;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A command that runs a model. */
abstract class ModelCommand extends JsonCommand {

    @Option(
            names = "--model",
            order = 80,
            paramLabel = "MODEL",
            defaultValue = "photos",
            description = "A shipped model (photos, omniglot-vgg16, omniglot-light) or a model directory (default:"
                    + " ${DEFAULT-VALUE}; 'siamese4j calibrate' needs a directory).")
    private String model;

    @Option(
            names = "--device",
            order = 81,
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = DeviceConverter.class,
            description = "The device: auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private Device device;

    @Option(
            names = "--max-megapixels",
            order = 82,
            paramLabel = "N",
            defaultValue = "50",
            description = "Images with more pixels are refused, in millions (default: ${DEFAULT-VALUE}).")
    private int maxMegapixels;

    /** Returns the model directory, which must have been given. It is no shipped model if the command changes it. */
    Path givenModel(boolean changes) {
        boolean given = spec.commandLine().getParseResult().hasMatchedOption("--model");
        Path directory = shippedModel("--model", required("--model=MODEL", given ? model : null));
        if (changes && !directory.equals(Path.of(model))) {
            throw usage("--model: " + model + " is a shipped model, which stays as it is; copy it: cp -r " + directory
                    + " mine, then --model mine");
        }
        return directory;
    }

    /** Returns the directory of the model that {@link #loadModel} loads. */
    Path modelDirectory() {
        return shippedModel("--model", model);
    }

    /** Loads the model. */
    SiameseComparator loadModel() {
        return SiameseComparator.load(modelDirectory(), runtimeOptions());
    }

    /** Returns the device and the limits of images. */
    RuntimeOptions runtimeOptions() {
        return RuntimeOptions.defaults().withDevice(device).withImageLimits(imageLimits());
    }

    /** Returns the limits of images. Larger images may have more bytes in proportion. */
    ImageLimits imageLimits() {
        requireAtLeast(1, "--max-megapixels", maxMegapixels);
        ImageLimits usual = ImageFiles.LIMITS;
        long pixels = maxMegapixels * 1_000_000L;
        long bytes = (long) (usual.maxBytes() * Math.max(1.0, (double) pixels / usual.maxPixels()));
        return new ImageLimits(pixels, bytes, usual.maxSide(), usual.formats(), usual.lenient());
    }

    /** Parses the name of a device. */
    static final class DeviceConverter implements ITypeConverter<Device> {
        @Override
        public Device convert(String value) {
            String name = value.toLowerCase(Locale.ROOT);
            if (name.matches("cuda(:[0-9]{1,3})?")) {
                return Device.cuda(name.length() == 4 ? 0 : Integer.parseInt(name, 5, name.length(), 10));
            }
            return switch (name) {
                case "auto" -> Device.AUTO;
                case "cpu" -> Device.CPU;
                default -> throw new TypeConversionException("expected auto, cpu, cuda or cuda:N: '" + value + "'");
            };
        }
    }
}
