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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.swing.ImageIcon;
import javax.swing.JFrame;
import javax.swing.JLabel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code siamese4j predict}: asks for two files, again and again. */
@Command(
        name = "predict",
        description = {
            "Asks for two file names, prints how similar the images are, and asks again until the input ends.",
            "Both images are shown side by side if there is a display."
        },
        footer = {
            "",
            "With --json: for each pair a line with an object of a, b and model (strings) and similarity (number). The"
                    + " questions go to standard error."
        },
        sortOptions = false)
final class PredictCommand extends ModelCommand {

    @Option(
            names = "--picture",
            paramLabel = "OUT.png",
            description = "Write each pair, side by side with its score, to this file.")
    private @Nullable Path picture;

    @Override
    void execute() throws IOException {
        PrintWriter console =
                json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        // Standard input belongs to the process and stays open.
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        try (SiameseComparator comparator = loadModel()) {
            message("model " + comparator.model());
            while (!console.checkError()) {
                Optional<Path> a = ask(in, console, 1);
                Optional<Path> b = a.isPresent() ? ask(in, console, 2) : Optional.empty();
                if (b.isEmpty()) {
                    return;
                }
                try {
                    show(comparator, a.get(), b.get());
                } catch (ImageException | ParameterException e) {
                    console.println(e.getMessage());
                    console.println("Try again!");
                }
                console.flush();
            }
        }
    }

    private void show(SiameseComparator comparator, Path fileA, Path fileB) {
        if (picture != null) {
            requireOther("--picture", picture, List.of(fileA, fileB));
        }
        Image a = Image.of(fileA);
        Image b = Image.of(fileB);
        double score = comparator.similarity(a, b);
        String title = String.format(Locale.ROOT, "Similarity:%.3f", score);
        JsonResult json = JsonResult.object()
                .put("a", fileA)
                .put("b", fileB)
                .put("similarity", score)
                .put("model", comparator.model());
        print(json, title);
        if (picture != null) {
            PairPicture.write(picture, a, b, title);
        }
        if (!GraphicsEnvironment.isHeadless()) {
            JFrame window = new JFrame("siamese4j");
            window.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
            window.add(new JLabel(new ImageIcon(PairPicture.of(a, b, title))));
            window.pack();
            window.setVisible(true);
        }
    }

    /** Asks until the name of a readable file is given; returns empty at the end of the input. */
    private static Optional<Path> ask(BufferedReader in, PrintWriter console, int which) throws IOException {
        while (true) {
            console.print("Input image_" + which + " filename: ");
            console.flush();
            String line = in.readLine();
            if (line == null) {
                console.println();
                console.flush();
                return Optional.empty();
            }
            try {
                Path path = Path.of(line.strip());
                if (Files.isRegularFile(path) && Files.isReadable(path)) {
                    return Optional.of(path);
                }
            } catch (InvalidPathException e) {
                console.println(e.getMessage());
            }
            console.println("Image_" + which + " cannot be opened. Try again!");
        }
    }
}
