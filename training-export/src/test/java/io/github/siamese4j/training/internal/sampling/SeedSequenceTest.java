package io.github.siamese4j.training.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.training.SamplingPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeedSequenceTest {

    /** Runs are repeatable only if these values never change. They are the reference output of SplitMix64. */
    @Test
    void equalsTheReferenceSequence() {
        String[] expected = {
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821"
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat(Long.toUnsignedString(SeedSequence.derive(1_234_567, i))).isEqualTo(expected[i]);
        }
    }

    @Test
    void distortionSeedsAreNewOrFromAFixedNumberPerItem() {
        SplittableRandom random = new SplittableRandom(1);
        Set<Long> fixed = new HashSet<>();
        Set<Long> fresh = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            fixed.add(sampler(new SamplingPolicy(4, 2, 0, false, 0, 0, 3)).distortion(i % 2, random));
            fresh.add(sampler(new SamplingPolicy(4, 2, 0, false, 0, 0, 0)).distortion(i % 2, random));
        }
        assertThat(fixed).hasSize(6);
        assertThat(fresh).hasSize(200);
    }

    @Test
    void schedulesHardAndUprightBatches() {
        SamplingPolicy policy = new SamplingPolicy(4, 2, 3, true, 2);
        for (long step = 0; step < 12; step++) {
            assertThat(sampler(policy).isHard(step)).isEqualTo(step % 3 == 2);
            assertThat(sampler(policy).hasTurns(step)).isEqualTo(step % 2 == 0);
        }
        assertThat(sampler(new SamplingPolicy(4, 2, 0, false, 0)).isHard(0)).isFalse();
        assertThat(sampler(new SamplingPolicy(4, 2, 0, false, 0)).hasTurns(0)).isFalse();
    }

    private static SeededSampler sampler(SamplingPolicy policy) {
        return new SeededSampler(policy, 7, List.of()) {
            @Override
            public SampledBatch batch(long step) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
