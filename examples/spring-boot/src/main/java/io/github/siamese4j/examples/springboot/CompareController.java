package io.github.siamese4j.examples.springboot;

import io.github.siamese4j.Comparison;
import io.github.siamese4j.SiameseComparator;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Compares two uploads. */
@RestController
class CompareController {

    private final SiameseComparator comparator;

    CompareController(SiameseComparator comparator) {
        this.comparator = comparator;
    }

    /**
     * The answer to a comparison.
     *
     * @param score the similarity in 0..1, higher = more similar
     * @param same whether the score reaches the model's threshold
     * @param probability the probability of the same thing; null if the model is not calibrated
     * @param model the name of the model
     */
    record Answer(double score, boolean same, @Nullable Double probability, String model) {}

    @PostMapping("/compare")
    Answer compare(@RequestParam("a") MultipartFile a, @RequestParam("b") MultipartFile b) throws IOException {
        try (InputStream left = a.getInputStream();
                InputStream right = b.getInputStream()) {
            Comparison comparison = comparator.compare(left, right);
            Double probability = comparison.probability().isPresent()
                    ? comparison.probability().getAsDouble()
                    : null;
            return new Answer(comparison.score(), comparison.same(), probability, comparator.model());
        }
    }
}
