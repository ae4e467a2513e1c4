package io.github.siamese4j.training.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.siamese4j.training.TrainingListener.StepReport;
import io.github.siamese4j.training.ValidationMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads the event files with an independent reader: records, a bitwise CRC-32C, and the fields of {@code event.proto}
 * by number. The script {@code src/test/python/tensorboard_check.py} reads the files of a run with TensorBoard.
 */
class TensorBoardLogTest {
    @TempDir
    Path run;

    private record Event(double time, long step, String version, boolean start, Map<String, Float> scalars) {}

    @Test
    void writesWhatTensorBoardReads() throws IOException {
        TensorBoardLog log = new TensorBoardLog(run, 6);
        log.onStep(new StepReport(7, 9, 0.25, 0.75, 1e-3, 2, 8.5));
        log.onEvaluation(7, new ValidationMetrics(0.5, 0.8, 0.9, 0.6, 0.4, 0.7), true);
        List<Event> events = read(only());
        assertThat(events).hasSize(4);
        assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
        // The start event makes TensorBoard discard steps that a killed process had already written.
        assertThat(events.get(1).start()).isTrue();
        assertThat(events.get(1).step()).isEqualTo(7);
        assertThat(events.get(2).step()).isEqualTo(7);
        assertThat(events.get(2).scalars())
                .containsExactly(
                        Map.entry("train/loss", 0.25f),
                        Map.entry("train/accuracy", 0.75f),
                        Map.entry("train/learning_rate", 1e-3f),
                        Map.entry("train/gradient_norm", 2f),
                        Map.entry("train/images_per_second", 8.5f));
        assertThat(events.get(3).scalars())
                .containsExactly(
                        Map.entry("validation/loss", 0.5f),
                        Map.entry("validation/accuracy", 0.8f),
                        Map.entry("validation/area_under_curve", 0.9f),
                        Map.entry("validation/one_shot_accuracy", 0.6f),
                        Map.entry("validation/threshold", 0.4f));
        assertThat(events.get(3).time()).isEqualTo(System.currentTimeMillis() / 1000.0, within(600.0));
    }

    @Test
    void startsALaterFileEvenWithinTheSameSecond() throws IOException {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
        new EventFile(run, 1, clock).scalars(1, Map.of("a", 1.0));
        new EventFile(run, 1, clock).scalars(1, Map.of("a", 2.0));
        try (Stream<Path> files = Files.list(run)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted)
                    .extracting(file -> String.valueOf(file.getFileName()))
                    .containsExactly(
                            "events.out.tfevents.1700000000.siamese4j", "events.out.tfevents.1700000001.siamese4j");
            assertThat(read(sorted.get(1)).get(2).scalars()).containsEntry("a", 2f);
        }
    }

    @Test
    void theCrcOfTheReaderIsTheStandardOne() {
        // This is the standard check value of CRC-32C (Castagnoli).
        assertThat(crc32c("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 9))
                .isEqualTo(0xE3069283);
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private static List<Event> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int at = buffer.position();
            int length = Math.toIntExact(buffer.getLong());
            assertThat(buffer.getInt()).isEqualTo(masked(crc32c(bytes, at, 8)));
            byte[] data = new byte[length];
            buffer.get(data);
            assertThat(buffer.getInt()).isEqualTo(masked(crc32c(data, 0, length)));
            events.add(event(data));
        }
        return events;
    }

    private static Event event(byte[] data) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(data);
        double time = 0;
        long step = 0;
        String version = "";
        boolean start = false;
        Map<String, Float> scalars = Map.of();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> time = in.readDouble();
                case 2 -> step = in.readInt64();
                case 3 -> version = in.readString();
                case 5 -> scalars = scalars(in.readByteArray());
                case 7 -> start = java.util.Arrays.equals(in.readByteArray(), new byte[] {8, 1});
                default -> throw new AssertionError("field " + tag);
            }
        }
        return new Event(time, step, version, start, scalars);
    }

    private static Map<String, Float> scalars(byte[] summary) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(summary);
        Map<String, Float> scalars = new LinkedHashMap<>();
        while (in.readTag() != 0) {
            CodedInputStream value = CodedInputStream.newInstance(in.readByteArray());
            assertThat(value.readTag()).isEqualTo(1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
            String name = value.readString();
            assertThat(value.readTag()).isEqualTo(2 << 3 | WireFormat.WIRETYPE_FIXED32);
            scalars.put(Objects.requireNonNull(name), value.readFloat());
        }
        return scalars;
    }

    private static int masked(int crc) {
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static int crc32c(byte[] bytes, int from, int length) {
        int crc = -1;
        for (int i = from; i < from + length; i++) {
            crc ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
            }
        }
        return ~crc;
    }
}
