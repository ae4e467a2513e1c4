package io.github.siamese4j.training.internal.importing;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of numbers in an HDF5 file of Keras, in the order of its layers. Keras 2 keeps a group per layer, listed
 * in the attribute {@code layer_names}, whose attribute {@code weight_names} lists its arrays, under
 * {@code model_weights} when the whole model was saved; Keras 3 ({@code .weights.h5}) nests groups and keeps arrays in
 * groups {@code vars} whose attribute {@code name} is the layer's.
 */
final class KerasFile {
    /**
     * An array of numbers. It can be read while the file is open.
     *
     * @param layer what leads to it: the layer's name, with those of the models around it
     * @param group the group it lies in; kernel and bias of a layer share it
     * @param shape its dimensions
     */
    record Weight(String layer, String group, List<Integer> shape, Dataset dataset) {
        int rank() {
            return shape.size();
        }

        /** Row-major. */
        float[] values() {
            Object flat = dataset.getDataFlat();
            if (flat instanceof float[] floats) {
                return floats;
            }
            double[] doubles = (double[]) flat;
            float[] values = new float[doubles.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) doubles[i];
            }
            return values;
        }

        @Override
        public String toString() {
            return dataset.getPath() + " " + shape;
        }
    }

    private final Path path;
    private final List<Weight> weights = new ArrayList<>();

    private KerasFile(Path path) {
        this.path = path;
    }

    /**
     * Reads a file.
     *
     * @param path an HDF5 file
     * @param use gets the weights and may read them
     * @return what {@code use} returned
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} when the file is damaged
     */
    static <T> T read(Path path, Function<List<Weight>, T> use) {
        KerasFile file = new KerasFile(path);
        try (HdfFile hdf = new HdfFile(path)) {
            long end = hdf.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
            if (hdf.size() < end) {
                throw file.invalid("it has " + hdf.size() + " bytes of " + end + "; copy it again", null);
            }
            Node model = hdf.getChildren().get("model_weights");
            file.visit(model instanceof Group group ? group : hdf);
            return use.apply(file.weights);
        } catch (TrainingException e) {
            throw e;
        } catch (RuntimeException e) {
            // A damaged file shows in whatever the parser stumbles over: casts, buffers, indices.
            throw file.invalid("it cannot be read as HDF5 (" + e + "); it is damaged, copy it again", e);
        }
    }

    private void visit(Group group) {
        List<String> names = strings(group, "weight_names");
        if (!names.isEmpty()) {
            for (String name : names) {
                Node node = descendant(group, name);
                if (!(node instanceof Dataset dataset)) {
                    throw invalid(group.getPath() + " lists " + name + " but does not hold it; save it again", null);
                }
                add(dataset);
            }
            return;
        }
        List<String> layers = strings(group, "layer_names");
        for (String name : layers.isEmpty() ? List.copyOf(group.getChildren().keySet()) : layers) {
            Node child = group.getChildren().get(name);
            if (child instanceof Dataset dataset) {
                add(dataset);
            } else if (child instanceof Group inner && !name.startsWith("optimizer")) {
                visit(inner);
            }
        }
    }

    private void add(Dataset dataset) {
        Class<?> type = dataset.getJavaType();
        if (type == float.class || type == double.class) {
            Group parent = dataset.getParent();
            List<String> keras3 = strings(parent, "name");
            weights.add(new Weight(
                    keras3.isEmpty() ? dataset.getPath() : keras3.get(0),
                    parent.getPath(),
                    Arrays.stream(dataset.getDimensions()).boxed().toList(),
                    dataset));
        }
    }

    /** Names of weights hold slashes, and Keras makes groups of them. */
    private static @Nullable Node descendant(Group group, String name) {
        Node node = group;
        for (String part : name.split("/", -1)) {
            node = node instanceof Group inner ? inner.getChildren().get(part) : null;
        }
        return node;
    }

    /** A layer without weights has an empty array of some other type. */
    private static List<String> strings(Node node, String attribute) {
        Attribute found = node.getAttributes().get(attribute);
        Object data = found == null || found.isEmpty() ? null : found.getData();
        if (data instanceof String[] names) {
            return List.of(names);
        }
        return data instanceof String name ? List.of(name) : List.of();
    }

    private TrainingException invalid(String why, @Nullable Throwable cause) {
        return new TrainingException(Code.CHECKPOINT_INVALID, path + " holds no weights of Keras: " + why, cause);
    }
}
