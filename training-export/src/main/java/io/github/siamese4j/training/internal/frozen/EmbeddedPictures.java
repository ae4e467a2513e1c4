package io.github.siamese4j.training.internal.frozen;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingConfig.FrozenEncoder;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.export.FrozenModel;
import io.github.siamese4j.training.internal.log.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The embeddings of labelled images and of altered views of them. The rows of an image are adjacent: the image itself,
 * then its views. An image that cannot be used has no rows in a class.
 *
 * <p>They are computed once and stored in the folder {@code embeddings} of the run. A run that was stopped meanwhile
 * goes on with the first image that is missing.
 */
public final class EmbeddedPictures {

    /** The folder in that of the run. */
    public static final String FOLDER = "embeddings";

    private static final String INDEX = "index.json";
    private static final String VECTORS = "vectors.f32";
    private static final double SHARE_OF_HEAP = 0.6;

    private final PictureIndex index;
    private final PictureViews views;
    private final float[] @Nullable [] rows;
    private final List<LabelledClass> classes;
    private final List<String> problems;

    private EmbeddedPictures(PictureIndex index, PictureViews views, float[] @Nullable [] rows, double maxBroken) {
        this.index = index;
        this.views = views;
        this.rows = rows;
        this.problems = new ArrayList<>(index.problems());
        int broken = (int) IntStream.range(0, index.pictures())
                .filter(picture -> !isUsable(picture))
                .count();
        if (broken > maxBroken * index.pictures()) {
            throw new TrainingException(
                    Code.DATA_CORRUPT,
                    broken + " of " + index.pictures() + " images cannot be used, more than the allowed share "
                            + maxBroken + "; repair or remove them, or allow more with --max-corrupt. The first: "
                            + firstBroken());
        }
        if (broken > 0) {
            problems.add(broken + " of " + index.pictures() + " images cannot be used and are skipped, such as "
                    + firstBroken());
        }
        this.classes = classes();
    }

    /**
     * Returns the embeddings of a run, after computing those that are missing.
     *
     * @throws TrainingException {@link Code#ENCODER_UNUSABLE} if images are left to encode and the encoder is missing
     *     or not that of the run, {@link Code#DATA_CORRUPT} if too many images cannot be used
     */
    public static EmbeddedPictures of(TrainingConfig config, TrainingListener listener) {
        FrozenEncoder encoder = config.data().encoder();
        if (encoder == null) {
            throw new IllegalArgumentException("the configuration names no encoder");
        }
        Path folder = config.run().folder().resolve(FOLDER);
        RunFolder.create(folder);
        Path indexFile = folder.resolve(INDEX);
        if (encoder.id() == null || !PictureIndex.exists(indexFile)) {
            start(config, encoder, folder, listener);
        }
        PictureIndex index = PictureIndex.read(indexFile);
        if (encoder.id() != null && !encoder.id().equals(index.encoder())) {
            throw new TrainingException(
                    Code.ENCODER_UNUSABLE,
                    folder + " holds embeddings of the encoder " + index.encoder() + ", but the run began with "
                            + encoder.id() + "; delete that folder to encode again");
        }
        PictureViews views = new PictureViews(config.data().folder(), index);
        int total = index.pictures() * index.perPicture();
        requireMemory(total, index.dimension());
        try (EmbeddingFile file = EmbeddingFile.open(folder.resolve(VECTORS), index.dimension())) {
            if (file.rows() < total) {
                FrozenModel model = FrozenModel.read(encoder.directory(), index.encoder());
                encode(model.source(), views, file, new EncodingProgress(file.rows(), total, listener));
            }
            return new EmbeddedPictures(index, views, file.read(), config.data().maxCorruptFraction());
        }
    }

    /**
     * Lists the images. The embeddings of a run that was stopped before its first checkpoint stay if its settings and
     * images were the same.
     */
    private static void start(TrainingConfig config, FrozenEncoder encoder, Path folder, TrainingListener listener) {
        FrozenModel model = FrozenModel.read(encoder.directory(), encoder.id());
        String id = model.directory().metadata().encoderId();
        Path file = folder.resolve(INDEX);
        PictureIndex index = PictureIndex.scan(
                config.data().folder(),
                config.data().layout(),
                id,
                model.dimension(),
                config.data().sampling().views(),
                config.run().seed());
        if (PictureIndex.exists(file)) {
            if (PictureIndex.read(file).equals(index)) {
                return;
            }
            listener.onMessage("The images or settings are not those of the embeddings in " + folder
                    + ", so all images are encoded again.");
        }
        try {
            // The index goes first: vectors without it are never read.
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder.resolve(VECTORS));
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED, "cannot replace the embeddings in " + folder + ": " + e + "; delete it", e);
        }
        index.write(file);
    }

    private static void encode(ModelSource model, PictureViews views, EmbeddingFile file, EncodingProgress progress) {
        int from = file.rows();
        progress.begin();
        try (Encoder encoder = Encoder.load(model, RuntimeOptions.defaults().withImageLimits(ImageFiles.LIMITS))) {
            encoder.encodeAll(views.from(from), new EmbeddingConsumer() {
                @Override
                public void accept(long position, Image image, Embedding embedding) {
                    file.append(embedding);
                    progress.done(from + position + 1);
                }

                @Override
                public void refuse(long position, Image image, ImageException failure) {
                    file.append(null);
                    progress.refused(from + position + 1, failure);
                }
            });
        }
    }

    private static void requireMemory(int rows, int dimension) {
        long needed = (long) rows * dimension * Float.BYTES
                + (ClosedForm.supports(dimension) ? ClosedForm.bytes(dimension) : 0);
        long available = (long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory());
        if (needed > available) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "the embeddings of " + rows + " images and views, and their projection, need " + (needed >> 20)
                            + " MiB, but only "
                            + (available >> 20) + " MiB of the Java heap are available; set SIAMESE4J_OPTS=-Xmx"
                            + ((needed >> 29) + 2) + "g, or use fewer views");
        }
    }

    private boolean isUsable(int picture) {
        int first = picture * index.perPicture();
        return IntStream.range(first, first + index.perPicture()).allMatch(row -> rows[row] != null);
    }

    private String firstBroken() {
        return views.name(IntStream.range(0, index.pictures())
                        .filter(picture -> !isUsable(picture))
                        .findFirst()
                        .orElseThrow()
                * index.perPicture());
    }

    private List<LabelledClass> classes() {
        List<LabelledClass> usable = new ArrayList<>();
        boolean single = index.layout() == FolderLayout.IMAGES;
        int picture = 0;
        for (PictureIndex.ClassFiles files : index.classes()) {
            List<Integer> items = new ArrayList<>();
            for (int i = 0; i < files.files().size(); i++, picture++) {
                if (isUsable(picture)) {
                    items.add(picture * index.perPicture());
                }
            }
            if (single && !items.isEmpty()) {
                usable.add(new LabelledClass(files.group(), files.name(), withViews(items)));
            } else if (!single && items.size() >= 2) {
                usable.add(new LabelledClass(files.group(), files.name(), items));
            } else if (!single) {
                problems.add("class " + files.group() + "/" + files.name()
                        + " has fewer than two readable images: excluded");
            }
        }
        if (usable.size() < 2) {
            throw new TrainingException(Code.DATA_TOO_SMALL, "fewer than two classes are left: " + problems);
        }
        return List.copyOf(usable);
    }

    /** Returns the rows of images and of their views. */
    public List<Integer> withViews(List<Integer> images) {
        return images.stream()
                .flatMap(row -> IntStream.range(row, row + index.perPicture()).boxed())
                .toList();
    }

    /**
     * Returns the classes with at least two images, whose items are the rows of the images without views. In the layout
     * {@link FolderLayout#IMAGES} each image is a class, and the items are its rows and those of its views.
     */
    public List<LabelledClass> usable() {
        return classes;
    }

    /** Returns whether each image is a class of its own. */
    public boolean isEachImageAClass() {
        return index.layout() == FolderLayout.IMAGES;
    }

    /** Returns one sentence for each omission and its reason. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Returns an embedding; not a copy. */
    public float[] row(int row) {
        float[] values = rows[row];
        if (values == null) {
            throw new IllegalArgumentException("row " + row + " is of an image that cannot be used");
        }
        return values;
    }

    /** Returns the id of the encoder. */
    public String encoderId() {
        return index.encoder();
    }

    /** Returns the dimension of the embeddings. */
    public int dimension() {
        return index.dimension();
    }

    /** Returns the number of images that can be used. */
    public int pictures() {
        return (int) IntStream.range(0, index.pictures()).filter(this::isUsable).count();
    }

    /** Returns the path of the image of a row relative to the data folder, with {@code /} between names. */
    public String name(int row) {
        return views.name(row);
    }

    /** Returns the image of a row, altered if the row is that of a view. */
    public Image image(int row) {
        return views.image(row);
    }
}
