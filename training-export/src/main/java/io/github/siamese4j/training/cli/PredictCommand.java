package io.github.siamese4j.training.cli;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.internal.draw.PairPicture;
import java.awt.GraphicsEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.swing.ImageIcon;
import javax.swing.JFrame;
import javax.swing.JLabel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code siamese4j predict}: asks for two files, again and again. */
@Command(
        name = "predict",
        description = {
            "Ask for two file names, print how similar the pictures are, and ask again until the input ends.",
            "Both pictures are shown side by side where there is a display."
        })
final class PredictCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--picture",
            paramLabel = "OUT.png",
            description = "Write each pair, side by side with its score, to this file.")
    private @Nullable Path picture;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    PredictCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        // standard input belongs to the process and stays open
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        try (SiameseComparator comparator = model.load()) {
            while (true) {
                Optional<Path> a = ask(in, out, 1);
                Optional<Path> b = a.isPresent() ? ask(in, out, 2) : Optional.empty();
                if (b.isEmpty()) {
                    return 0;
                }
                try {
                    show(comparator, out, Image.of(a.get()), Image.of(b.get()));
                } catch (ImageException e) {
                    out.println(e.getMessage());
                    out.println("Try again!");
                }
                out.flush();
            }
        }
    }

    private void show(SiameseComparator comparator, PrintWriter out, Image a, Image b) {
        double score = comparator.similarity(a, b);
        out.println(String.format(Locale.ROOT, "Similarity:%.3f", score));
        if (picture != null) {
            PairPicture.write(picture, a, b, score);
        }
        if (!GraphicsEnvironment.isHeadless()) {
            JFrame window = new JFrame("siamese4j");
            window.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
            window.add(new JLabel(new ImageIcon(PairPicture.of(a, b, score))));
            window.pack();
            window.setVisible(true);
        }
    }

    /** Asks until a name is given that can be opened; empty when the input ends. */
    private static Optional<Path> ask(BufferedReader in, PrintWriter out, int which) throws IOException {
        while (true) {
            out.print("Input image_" + which + " filename: ");
            out.flush();
            String line = in.readLine();
            if (line == null) {
                out.println();
                return Optional.empty();
            }
            try {
                Path path = Path.of(line.strip());
                if (Files.isRegularFile(path) && Files.isReadable(path)) {
                    return Optional.of(path);
                }
            } catch (InvalidPathException e) {
                out.println(e.getMessage());
            }
            out.println("Image_" + which + " cannot be opened. Try again!");
        }
    }
}
