package io.github.siamese4j.training.cli;

import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The model of a command, and the device that runs it. */
final class ModelOptions {

    private static final String MODEL = "--model";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = MODEL,
            paramLabel = "DIR",
            defaultValue = "${sys:siamese4j.model}",
            description = "The model directory (default: the model shipped with the examples).")
    private @Nullable Path model;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = DeviceConverter.class,
            description = "The device: auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private Device device;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    ModelOptions() {}

    /** Returns the model directory. */
    Path directory() {
        if (model == null) {
            throw missing();
        }
        return model;
    }

    /** Returns the model directory, which must have been given because the command changes it. */
    Path givenDirectory() {
        if (!spec.commandLine().getParseResult().hasMatchedOption(MODEL)) {
            throw missing();
        }
        return directory();
    }

    /** Loads the model. */
    SiameseComparator load() {
        return SiameseComparator.load(directory(), RuntimeOptions.defaults().withDevice(device));
    }

    private ParameterException missing() {
        return new ParameterException(spec.commandLine(), "Missing required option: '" + MODEL + "=DIR'");
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
