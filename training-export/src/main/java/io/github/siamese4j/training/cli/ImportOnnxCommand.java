package io.github.siamese4j.training.cli;

import io.github.siamese4j.Metric;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.Pooling;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.training.OnnxImport;
import io.github.siamese4j.training.OnnxTwinImport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j import-onnx FILE.onnx}. */
@Command(
        name = "import-onnx",
        description = {
            "Writes an ONNX model of another tool as a model directory: encoder.onnx, MODEL_CARD.md.",
            "The file takes one batch of images. What it says, such as names, layout, type and size, need not be said."
                    + " Its embeddings are compared with those of the written model; nothing is written if they"
                    + " differ.",
            "A file that takes two batches of images is a twin. It is written as it is, with scorer.onnx; 'siamese4j"
                    + " split' is faster if its branches share their weights. --pool, --normalize, --metric and"
                    + " --storage are for encoders."
        },
        footer = {
            "",
            "With --json: an object with the fields of 'siamese4j export', and width, height, dimension, pictures"
                    + " (numbers), output (string) and batches (boolean). For a twin: the fields of 'siamese4j split'."
        },
        sortOptions = false)
final class ImportOnnxCommand extends WritingCommand {

    /** The names of {@link Pooling} on the command line. */
    enum Pool {
        MEAN(Pooling.MEAN),
        CLS(Pooling.CLASS_TOKEN),
        NONE(Pooling.NONE);

        private final Pooling pooling;

        Pool(Pooling pooling) {
            this.pooling = pooling;
        }
    }

    @Parameters(paramLabel = "FILE", description = "The ONNX file. Files with its weights are beside it.")
    private Path file;

    @Mixin
    private ForeignOptions foreign;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description =
                    "The output that holds the embedding, or a value inside the graph (default: the only output).")
    private @Nullable String output;

    @Option(
            names = "--pool",
            paramLabel = "POOLING",
            description =
                    "The way from positions or tokens to one vector: ${COMPLETION-CANDIDATES}. CLS takes the first"
                            + " token. Needed only if the output has several positions or tokens.")
    private @Nullable Pool pool;

    @Option(names = "--twin-output", paramLabel = "MEANING", description = TwinReport.TWIN_OUTPUT)
    private @Nullable TwinOutput twinOutput;

    @Option(names = "--normalize", description = "Divides an embedding by its Euclidean length.")
    private boolean normalize;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            defaultValue = "COSINE",
            description = "The metric that compares two embeddings: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}).")
    private Metric metric;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A folder of images on which the written model is compared with the file (default: generated"
                    + " pictures). Needed unless weights are stored as FLOAT32.")
    private @Nullable Path data;

    @Override
    void execute() {
        force.check(this, out);
        if (OnnxTwinImport.isTwin(file)) {
            refuseOptionsOfEncoders();
            TwinReport report = new TwinReport(file, out, name());
            report.print(this, OnnxTwinImport.write(file, out, report.settings(options(), data)));
            return;
        }
        OnnxImport.Imported imported = OnnxImport.write(
                file, out, new OnnxImport.Settings(name(), options(), metric, storage, Optional.ofNullable(data)));
        JsonResult json = json(imported.report())
                .put("width", imported.preprocessing().width())
                .put("height", imported.preprocessing().height())
                .put("dimension", imported.dimension())
                .put("pictures", imported.pictures())
                .put("output", imported.output())
                .put("batches", imported.batches());
        print(
                json,
                String.join(
                        System.lineSeparator(),
                        text(imported),
                        text(imported.report(), "foreign"),
                        "The threshold 0.5 is not measured; choose one with 'siamese4j calibrate'."));
    }

    private void refuseOptionsOfEncoders() {
        for (String option : List.of("--pool", "--normalize", "--metric", "--storage")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw usage(option + " is for encoders, but " + file.getFileName() + " takes two images: leave it out");
            }
        }
    }

    private OnnxOptions options() {
        try {
            OnnxOptions.Builder options = foreign.builder(output, twinOutput).normalize(normalize);
            return (pool == null ? options : options.pooling(pool.pooling)).build();
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private String text(OnnxImport.Imported imported) {
        return String.format(
                Locale.ROOT,
                "%s: %d×%d pixels by %s, %d values from %s, compared by %s%s; checked on %d %s",
                file.getFileName(),
                imported.preprocessing().width(),
                imported.preprocessing().height(),
                imported.preprocessing().fit(),
                imported.dimension(),
                imported.output(),
                metric,
                imported.batches() ? "" : ", one image at a time",
                imported.pictures(),
                data == null ? "generated pictures" : "images");
    }
}
