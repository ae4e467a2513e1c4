package io.github.siamese4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.testing.GoldenImage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Damaged files are read or refused with an {@link ImageException}, without other exceptions or crashes.
 * {@code -Dsiamese4j.fuzz.seed} repeats a failure, and {@code -Dsiamese4j.fuzz.count} sets the number of files.
 */
class MutatedImageTest {

    private static final long SEED = Long.getLong("siamese4j.fuzz.seed", 20_261_121L);
    private static final int COUNT = Integer.getInteger("siamese4j.fuzz.count", 4_000);
    private static final Preprocessing SMALL = Preprocessing.letterbox(16, 16);
    private static final ImageLimits STRICT = limits(false);
    private static final ImageLimits LENIENT = limits(true);

    @Test
    void damagedFiles() {
        List<GoldenImage> images = GoldenImage.all();
        for (int i = 0; i < COUNT; i++) {
            long seed = SEED + i;
            Random random = new Random(seed);
            GoldenImage golden = images.get(random.nextInt(images.size()));
            byte[] bytes = mutated(golden.bytes(), random);
            if (golden.toString().endsWith(".png") && random.nextBoolean()) {
                mendChecksums(bytes);
            }
            readOrRefuse(bytes, random.nextInt(4) == 0 ? LENIENT : STRICT, golden + ", seed " + seed);
        }
    }

    @Test
    void randomBytes() {
        for (int i = 0; i < COUNT; i++) {
            Random random = new Random(SEED + i);
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            Throwable refusal = readOrRefuse(bytes, STRICT, "seed " + (SEED + i));
            assertThat(refusal).isInstanceOf(ImageException.class);
        }
    }

    private static Throwable readOrRefuse(byte[] bytes, ImageLimits limits, String what) {
        try {
            GoldenImage.read(Image.of(bytes), SMALL, limits);
            return new Throwable("read");
        } catch (ImageException e) {
            assertThat(e.code()).as(what).isNotEqualTo(ErrorCode.IMAGE_UNREADABLE);
            return e;
        } catch (RuntimeException | Error e) {
            return fail(what, e);
        }
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(8);
        // Headers are mutated more often than their length suggests, because they decide most.
        int range = random.nextBoolean() ? Math.min(bytes.length, 64) : bytes.length;
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(range);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                default ->
                    System.arraycopy(
                            original, random.nextInt(original.length - 1), bytes, at, Math.min(1, bytes.length - at));
            }
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length * 2)) : bytes;
    }

    /** Repairs the checksums. Otherwise hardly any change would reach the decoder. */
    private static void mendChecksums(byte[] png) {
        for (int at = 8; at + 12 <= png.length; ) {
            int length = intAt(png, at);
            if (length < 0 || length > png.length - at - 12) {
                return;
            }
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, length + 4);
            for (int i = 0; i < 4; i++) {
                png[at + 8 + length + i] = (byte) (crc.getValue() >>> (24 - 8 * i));
            }
            at += 12 + length;
        }
    }

    private static int intAt(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF);
    }

    private static ImageLimits limits(boolean lenient) {
        return new ImageLimits(1_000_000, 1 << 20, 4_000, EnumSet.allOf(ImageLimits.Format.class), lenient);
    }
}
