package io.github.siamese4j.examples.springboot;

import io.github.siamese4j.ImageException;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.SiameseException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers failures with a problem document (RFC 9457) that names the error code. */
@RestControllerAdvice
class SiameseExceptionHandler extends ResponseEntityExceptionHandler {

    /** The upload is at fault. */
    @ExceptionHandler
    ProblemDetail image(ImageException failure) {
        return problem(
                switch (failure.code()) {
                    case IMAGE_TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
                    case IMAGE_UNSUPPORTED -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
                    default -> HttpStatus.UNPROCESSABLE_CONTENT;
                },
                failure);
    }

    /** The service is overloaded or stops. */
    @ExceptionHandler
    ProblemDetail inference(InferenceException failure) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, failure);
    }

    private static ProblemDetail problem(HttpStatus status, SiameseException failure) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(failure.getMessage()));
        problem.setProperty("code", failure.code().name());
        return problem;
    }
}
