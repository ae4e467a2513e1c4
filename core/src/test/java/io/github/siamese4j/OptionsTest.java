package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * {@link RuntimeOptions}, {@link ImageLimits}, {@link Preprocessing}, {@link OnnxOptions}, {@link Device}: defaults and
 * ranges.
 */
class OptionsTest {

    @Test
    void defaultsAreTheDocumentedOnes() {
        RuntimeOptions options = RuntimeOptions.defaults();
        assertThat(options.device()).isEqualTo(Device.AUTO);
        assertThat(options.batchSize()).isEqualTo(32);
        assertThat(options.deadline()).isEmpty();
        ImageLimits limits = options.imageLimits();
        assertThat(limits.maxPixels()).isEqualTo(50_000_000);
        assertThat(limits.maxBytes()).isEqualTo(32L << 20);
        assertThat(limits.maxSide()).isEqualTo(32_768);
        assertThat(limits.formats()).isEqualTo(EnumSet.complementOf(EnumSet.of(ImageLimits.Format.TIFF)));
        assertThat(limits.lenient()).isFalse();
        assertThat(Preprocessing.letterbox(105, 90))
                .isEqualTo(new Preprocessing(
                        105, 90, Preprocessing.Fit.LETTERBOX, Preprocessing.Interpolation.BICUBIC, 0x808080));
    }

    @Test
    void rangesAreNamedWithTheValueThatIsOutOfThem() {
        RuntimeOptions options = RuntimeOptions.defaults();
        refused(() -> options.withThreads(0), "threads must be in 1..1024: 0");
        refused(() -> options.withBatchSize(1025), "batchSize must be in 1..1024: 1025");
        refused(() -> options.withDeadline(Duration.ZERO), "PT0S");
        refused(() -> new ImageLimits(0, 1, 1, Set.of(), false), "maxPixels must be at least 1: 0");
        refused(() -> new ImageLimits(1, 0, 1, Set.of(), false), "maxBytes must be at least 1: 0");
        refused(() -> new ImageLimits(1, 1, 65_536, Set.of(), false), "maxSide must be in 1..65535: 65536");
        refused(() -> Preprocessing.letterbox(0, 1), "width must be in 1..4096: 0");
        refused(() -> Preprocessing.letterbox(1, 4097), "height must be in 1..4096: 4097");
        refused(() -> Device.cuda(-1), "-1");
        refused(() -> new Device(Device.Kind.CPU, 1), "1");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without a checker pass
    void theBuilderOfOnnxOptionsRefusesWhatIsOutOfRange() {
        OnnxOptions.Builder options = OnnxOptions.builder();
        refused(() -> options.size(0, 1), "width must be in 1..4096: 0");
        refused(() -> options.size(1, 4097), "height must be in 1..4096: 4097");
        refused(() -> options.padding(0x01000000), "padding must be 0xRRGGBB: 0x1000000");
        refused(() -> options.range(1, 1), "low must be less than high: 1.0 and 1.0");
        refused(() -> options.mean(1, 2), "mean must have one or three finite values: [1.0, 2.0]");
        refused(() -> options.deviation(1, 0, 1), "deviation must be positive: [1.0, 0.0, 1.0]");
        assertThatNullPointerException().isThrownBy(() -> options.layout(null)).withMessage("layout");
        assertThatNullPointerException().isThrownBy(() -> options.fit(null)).withMessage("fit");
        assertThat(options.build()).isEqualTo(OnnxOptions.defaults());
    }

    @Test
    void aBuilderOfOnnxOptionsChangesOneValueOfACopy() {
        OnnxOptions clip = OnnxOptions.clip();
        OnnxOptions.Builder builder = clip.toBuilder();
        OnnxOptions black = builder.padding(0).build();
        builder.padding(1);
        assertThat(black.padding()).isZero();
        assertThat(black)
                .isNotEqualTo(clip)
                .isEqualTo(OnnxOptions.clip().toBuilder().padding(0).build());
        assertThat(black.toBuilder().padding(clip.padding()).build())
                .isEqualTo(clip)
                .hasSameHashCodeAs(clip);
        assertThat(black.interpolation()).isEqualTo(Preprocessing.Interpolation.BICUBIC);
        assertThat(black.mean()).containsExactly(0.48145466, 0.4578275, 0.40821073);
        assertThat(black.normalize()).isFalse();
    }

    @Test
    void devicesReadAsPeopleWriteThem() {
        assertThat(Device.AUTO).hasToString("AUTO");
        assertThat(Device.CPU).hasToString("CPU");
        assertThat(Device.cuda(2)).hasToString("CUDA:2");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
