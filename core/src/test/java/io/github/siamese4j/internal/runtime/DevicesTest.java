package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Device;
import io.github.siamese4j.DeviceException;
import io.github.siamese4j.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {

    private static final List<String> ALL = List.of(
            "libcuda.so.1",
            "libcudart.so.12",
            "libcublas.so.12",
            "libcublasLt.so.12",
            "libcurand.so.10",
            "libcufft.so.11",
            "libcudnn.so.9");

    @TempDir
    private Path folder;

    @Test
    void theProcessorIsNotLookedFor() {
        assertThat(Devices.<Device>open(Device.CPU, device -> device, () -> {
                    throw new AssertionError("no reason to look for CUDA");
                }))
                .isEqualTo(Device.CPU);
    }

    @Test
    void withoutCudaAutoTakesTheProcessorAndNeverTriesTheCard() {
        List<Device> tried = new ArrayList<>();
        Device used = Devices.open(
                Device.AUTO,
                device -> {
                    tried.add(device);
                    return device;
                },
                () -> List.of("libcuda.so.1 (the NVIDIA driver)"));
        assertThat(used).isEqualTo(Device.CPU);
        assertThat(tried).containsExactly(Device.CPU);
    }

    @Test
    void autoFallsBackWhenTheCardFailsItsProof() {
        Device used = Devices.open(
                Device.AUTO,
                device -> {
                    if (device.kind() == Device.Kind.CUDA) {
                        throw new DeviceException(ErrorCode.DEVICE_UNAVAILABLE, "cuDNN is broken");
                    }
                    return device;
                },
                List::of);
        assertThat(used).isEqualTo(Device.CPU);
    }

    @Test
    void autoTakesTheCardWhereEverythingIsThere() {
        assertThat(Devices.<Device>open(Device.AUTO, device -> device, List::of))
                .isEqualTo(Device.cuda(0));
        assertThat(Devices.<Device>open(Device.cuda(1), device -> device, List::of))
                .isEqualTo(Device.cuda(1));
    }

    @Test
    void cudaOnRequestNamesWhatIsMissing() {
        assertThatThrownBy(
                        () -> Devices.open(Device.cuda(0), device -> device, () -> List.of("libcudnn.so.9 (cuDNN 9)")))
                .isInstanceOfSatisfying(
                        DeviceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessageContaining("CUDA:0")
                .hasMessageContaining("libcudnn.so.9");
    }

    @Test
    void theProbeFindsLibrariesInFoldersAndInTheLoadersIndex() throws IOException {
        assertThat(probe("").missing()).hasSize(ALL.size()).anyMatch(name -> name.contains("driver"));
        for (String library : ALL) {
            Files.createFile(folder.resolve(library));
        }
        assertThat(probe("").missing()).isEmpty();
        Files.delete(folder.resolve("libcudnn.so.9"));
        assertThat(probe("").missing()).containsExactly("libcudnn.so.9 (cuDNN 9)");
        assertThat(probe("\0/usr/lib/libcudnn.so.9\0").missing()).isEmpty();
        assertThat(probe("\0/usr/lib/libcudnn.so.99\0").missing()).isNotEmpty();
    }

    @Test
    void theProbeRefusesARuntimeThatIsTooOld() throws IOException {
        for (String library : ALL) {
            Files.createFile(folder.resolve(library));
        }
        Files.move(folder.resolve("libcudart.so.12"), folder.resolve("libcudart.so.12.6.77"));
        Files.createSymbolicLink(folder.resolve("libcudart.so.12"), Path.of("libcudart.so.12.6.77"));
        assertThat(probe("").missing()).singleElement().asString().contains("older than CUDA 12.8");
        Files.delete(folder.resolve("libcudart.so.12"));
        Files.move(folder.resolve("libcudart.so.12.6.77"), folder.resolve("libcudart.so.12.10.1"));
        Files.createSymbolicLink(folder.resolve("libcudart.so.12"), Path.of("libcudart.so.12.10.1"));
        assertThat(probe("").missing()).isEmpty();
    }

    private CudaLibraries probe(String loaderCache) {
        return new CudaLibraries(false, List.of(folder), loaderCache);
    }
}
