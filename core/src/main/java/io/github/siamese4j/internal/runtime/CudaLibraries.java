package io.github.siamese4j.internal.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the libraries that ONNX Runtime's CUDA provider needs, by file names only. Loading the provider itself would
 * unpack more than 500 MB and take seconds on every machine without a GPU.
 */
final class CudaLibraries {

    private static final List<String> LINUX = List.of(
            "libcuda.so.1",
            "libcudart.so.12",
            "libcublas.so.12",
            "libcublasLt.so.12",
            "libcurand.so.10",
            "libcufft.so.11",
            "libcudnn.so.9");
    private static final List<String> WINDOWS = List.of(
            "nvcuda.dll",
            "cudart64_12.dll",
            "cublas64_12.dll",
            "cublasLt64_12.dll",
            "curand64_10.dll",
            "cufft64_11.dll",
            "cudnn64_9.dll");
    private static final String[] LINUX_FOLDERS = {
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib64",
        "/usr/lib/wsl/lib",
        "/usr/local/nvidia/lib64",
        "/usr/local/cuda/lib64"
    };
    private static final String RUNTIME = "libcudart.so.12";
    private static final int OLDEST_RUNTIME_MINOR = 8;
    private static final Pattern RUNTIME_VERSION = Pattern.compile("libcudart\\.so\\.12\\.(\\d+)\\..*");

    private final boolean windows;
    private final List<Path> folders;
    private final String loaderCache;

    /** Creates a finder for Windows or Linux that searches the given folders and the index of the Linux loader. */
    CudaLibraries(boolean windows, List<Path> folders, String loaderCache) {
        this.windows = windows;
        this.folders = folders;
        this.loaderCache = loaderCache;
    }

    /** Returns the finder for this machine. */
    static CudaLibraries ofThisMachine() {
        Map<String, String> environment = System.getenv();
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
            String system = environment.getOrDefault("SystemRoot", "C:\\Windows") + "\\System32";
            return new CudaLibraries(true, folders(path, system), "");
        }
        String path = environment.getOrDefault("LD_LIBRARY_PATH", "");
        return new CudaLibraries(false, folders(path, LINUX_FOLDERS), loaderCache());
    }

    /** Returns the names of the missing libraries, each with an explanation; empty if all were found. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (String library : windows ? WINDOWS : LINUX) {
            if (folders.stream().noneMatch(folder -> Files.exists(folder.resolve(library)))
                    && !loaderCache.contains("/" + library + "\0")) {
                missing.add(explain(library));
            }
        }
        if (!windows) {
            folders.stream()
                    .map(folder -> folder.resolve(RUNTIME))
                    .filter(Files::exists)
                    .findFirst()
                    .filter(CudaLibraries::tooOld)
                    .ifPresent(path -> missing.add(path + " is older than CUDA 12." + OLDEST_RUNTIME_MINOR));
        }
        return missing;
    }

    private static String explain(String library) {
        if (library.startsWith("libcuda.") || library.startsWith("nvcuda")) {
            return library + " (the NVIDIA driver)";
        }
        return library + (library.contains("cudnn") ? " (cuDNN 9)" : " (CUDA 12)");
    }

    private static boolean tooOld(Path runtime) {
        try {
            Matcher version =
                    RUNTIME_VERSION.matcher(runtime.toRealPath().getFileName().toString());
            return version.matches() && Integer.parseInt(version.group(1)) < OLDEST_RUNTIME_MINOR;
        } catch (IOException e) {
            return false; // The loader judges unreadable links.
        }
    }

    private static List<Path> folders(String searchPath, String... more) {
        return Stream.concat(Stream.of(searchPath.split(Pattern.quote(File.pathSeparator))), Stream.of(more))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .toList();
    }

    private static String loaderCache() {
        Path cache = Path.of("/etc/ld.so.cache");
        try {
            return Files.isReadable(cache) ? new String(Files.readAllBytes(cache), ISO_8859_1) : "";
        } catch (IOException e) {
            return ""; // The folders are searched, too.
        }
    }
}
