package io.github.siamese4j.examples.springboot;

import io.github.siamese4j.SiameseComparator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes one comparator for all requests. Spring closes it, which waits for the comparisons in progress. */
@Configuration(proxyBeanMethods = false)
class SiameseConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    SiameseComparator siameseComparator(SiameseProperties properties) {
        return SiameseComparator.load(properties.source());
    }
}
