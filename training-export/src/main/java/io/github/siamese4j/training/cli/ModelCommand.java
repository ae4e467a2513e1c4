package io.github.siamese4j.training.cli;

import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A command that runs a model. */
abstract class ModelCommand extends JsonCommand {

    @Option(
            names = "--model",
            order = 80,
            paramLabel = "DIR",
            defaultValue = "${sys:siamese4j.model}",
            description = "The model directory (default: the model shipped with the examples).")
    private @Nullable Path model;

    @Option(
            names = "--device",
            order = 81,
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = DeviceConverter.class,
            description = "The device: auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private Device device;

    /** Returns the model directory, which must have been given because the command changes it. */
    Path givenModel() {
        return required("--model=DIR", spec.commandLine().getParseResult().hasMatchedOption("--model") ? model : null);
    }

    /** Loads the model. */
    SiameseComparator loadModel() {
        return SiameseComparator.load(
                required("--model=DIR", model), RuntimeOptions.defaults().withDevice(device));
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
