package io.github.siamese4j.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. {@code POST /compare} takes two images, {@code a} and {@code b}, as multipart files. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class CompareApplication {

    /** Starts the service with Spring's command line arguments, such as {@code --server.port=8081}. */
    public static void main(String[] args) {
        SpringApplication.run(CompareApplication.class, args);
    }
}
