package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.cli.EvaluateCommand.Protocol;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ParseResult;

/** The options of {@code evaluate} that apply to some protocols only. */
final class ProtocolOptions {

    private static final Map<String, Set<Protocol>> PROTOCOLS = new LinkedHashMap<>();

    static {
        PROTOCOLS.put("--layout", EnumSet.of(Protocol.VERIFICATION, Protocol.N_WAY, Protocol.RETRIEVAL));
        PROTOCOLS.put("--within", EnumSet.of(Protocol.VERIFICATION, Protocol.N_WAY));
        PROTOCOLS.put("--seed", EnumSet.complementOf(EnumSet.of(Protocol.OMNIGLOT_RUNS)));
        PROTOCOLS.put("--trials", EnumSet.complementOf(EnumSet.of(Protocol.OMNIGLOT_RUNS)));
        PROTOCOLS.put("--ways", EnumSet.of(Protocol.N_WAY));
        PROTOCOLS.put("--shots", EnumSet.of(Protocol.N_WAY));
        PROTOCOLS.put("--pooling", EnumSet.of(Protocol.N_WAY));
        PROTOCOLS.put("--gallery-size", EnumSet.of(Protocol.RETRIEVAL));
        PROTOCOLS.put("--threshold", EnumSet.of(Protocol.VERIFICATION, Protocol.COPIES));
        PROTOCOLS.put("--plots", EnumSet.of(Protocol.VERIFICATION, Protocol.OMNIGLOT_RUNS, Protocol.COPIES));
        PROTOCOLS.put("--target-far", EnumSet.of(Protocol.COPIES));
        PROTOCOLS.put("--pictures", EnumSet.of(Protocol.COPIES));
        PROTOCOLS.put("--alterations", EnumSet.of(Protocol.COPIES));
        PROTOCOLS.put("--write-copies", EnumSet.of(Protocol.COPIES));
    }

    private ProtocolOptions() {}

    /** Returns why a given option does not apply to a protocol, or empty if all do. */
    static Optional<String> problem(ParseResult given, Protocol protocol) {
        return PROTOCOLS.entrySet().stream()
                .filter(each -> given.hasMatchedOption(each.getKey())
                        && !each.getValue().contains(protocol))
                .map(each -> each.getKey() + " does not apply to --protocol " + protocol + ", but to "
                        + each.getValue().stream().map(Protocol::toString).collect(Collectors.joining(", "))
                        + "; leave it out")
                .findFirst();
    }
}
