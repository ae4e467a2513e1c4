package io.github.siamese4j.training.cli;

import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which model, and where it runs. */
final class ModelOptions {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            defaultValue = "${sys:siamese4j.model}",
            description = "The model directory (default: the model shipped with the examples).")
    private Path model;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = DeviceConverter.class,
            description = "auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private Device device;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    ModelOptions() {}

    SiameseComparator load() {
        return SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(device));
    }

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
