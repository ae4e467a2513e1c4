package io.github.siamese4j.internal.runtime;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out whether ONNX Runtime reports its use, as releases after 1.28 do by default. */
final class Telemetry {

    /** The environment variable that stops reports. The native library reads it when it is loaded. */
    static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

    private static final int NEWEST_SILENT_MAJOR = 1;
    private static final int NEWEST_SILENT_MINOR = 28;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(\\D.*)?");

    private Telemetry() {}

    /**
     * Returns a warning if a release of ONNX Runtime, such as 1.29.0, reports its use and {@link #VARIABLE} has another
     * value than 1.
     */
    static Optional<String> warning(String version, @Nullable String variable) {
        if ("1".equals(variable) || isSilent(version)) {
            return Optional.empty();
        }
        return Optional.of("ONNX Runtime " + version + " reports its use to its maker; use version "
                + NEWEST_SILENT_MAJOR + "." + NEWEST_SILENT_MINOR + ", or set the environment variable " + VARIABLE
                + "=1 before the JVM starts");
    }

    private static boolean isSilent(String version) {
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = Integer.parseInt(numbers.group(2));
        return major < NEWEST_SILENT_MAJOR || (major == NEWEST_SILENT_MAJOR && minor <= NEWEST_SILENT_MINOR);
    }
}
