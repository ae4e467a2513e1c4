package io.github.siamese4j.training.internal.frozen;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.training.internal.alter.Alteration;
import io.github.siamese4j.training.internal.alter.RandomAlteration;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The images of a run and their altered views, in the order of their embeddings. Not thread-safe. */
final class PictureViews {

    private final Path folder;
    private final PictureIndex index;
    private final List<String> names = new ArrayList<>();
    private int decodedPicture = -1;
    private @Nullable Pixels decoded;

    PictureViews(Path folder, PictureIndex index) {
        this.folder = folder;
        this.index = index;
        index.classes().forEach(each -> names.addAll(each.files()));
    }

    /** Returns the images and views from a row on. */
    Iterator<Image> from(int first) {
        return new Iterator<>() {
            private int next = first;

            @Override
            public boolean hasNext() {
                return next < names.size() * index.perPicture();
            }

            @Override
            public Image next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("there are " + next + " images and views");
                }
                return image(next++);
            }
        };
    }

    /** Returns the path of the image of a row relative to the folder. */
    String name(int row) {
        return names.get(row / index.perPicture());
    }

    /** Returns the image of a row, or a view of it. The views of an image that cannot be decoded are the image. */
    Image image(int row) {
        int picture = row / index.perPicture();
        int view = row % index.perPicture();
        Image image = Image.of(folder.resolve(names.get(picture)));
        if (view == 0) {
            return image;
        }
        if (decodedPicture != picture) {
            decodedPicture = picture;
            decoded = decode(image);
        }
        long seed = SeedSequence.derive(SeedSequence.derive(index.seed(), picture), view);
        return decoded == null ? image : RandomAlteration.apply(decoded, seed);
    }

    private static @Nullable Pixels decode(Image image) {
        try {
            return Alteration.original(image, ImageFiles.LIMITS);
        } catch (ImageException e) {
            return null;
        }
    }
}
