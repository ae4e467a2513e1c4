package io.github.siamese4j.training.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine;

/** Option names of earlier versions, which are still accepted but no longer shown. */
final class FormerNames {

    private static final Map<String, Map<String, String>> CURRENT_BY_COMMAND = Map.of(
            "encode", Map.of("--gallery", "--out"),
            "evaluate", Map.of("--gallery", "--gallery-size"),
            "export", Map.of("--pictures", "--sample-size"),
            "import-keras", Map.of("--pictures", "--data"));

    private FormerNames() {}

    /** Makes the commands accept their former option names. */
    static void accept(CommandLine commandLine) {
        commandLine.getSubcommands().forEach((name, command) -> {
            Map<String, String> current = CURRENT_BY_COMMAND.getOrDefault(name, Map.of());
            command.getCommandSpec().preprocessor((args, spec, argument, info) -> {
                rename(args, current);
                return false;
            });
        });
    }

    /** Renames options up to {@code --}, which ends the options. The first argument is on top of the stack. */
    @SuppressWarnings("JdkObsolete") // picocli's interface takes a Stack
    private static void rename(Stack<String> args, Map<String, String> current) {
        for (int i = args.size() - 1; i >= 0 && !args.get(i).equals("--"); i--) {
            String[] nameAndValue = args.get(i).split("=", 2);
            String name = current.get(nameAndValue[0]);
            if (name != null) {
                args.set(i, nameAndValue.length == 1 ? name : name + "=" + nameAndValue[1]);
            }
        }
    }
}
