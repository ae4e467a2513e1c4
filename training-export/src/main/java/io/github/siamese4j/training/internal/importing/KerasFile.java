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
 * The arrays in an HDF5 file of Keras, in the order of its layers.
 *
 * <p>Keras 2 has a group per layer. The attribute {@code layer_names} lists the groups, and the attribute
 * {@code weight_names} of a group lists its arrays. Whole models have them under {@code model_weights}. Keras 3
 * ({@code .weights.h5}) nests groups. Its arrays are in groups {@code vars}, whose attribute {@code name} is the name
 * of the layer.
 */
final class KerasFile {
    /**
     * An array of numbers, readable while the file is open. Layers have the names of the enclosing models. The kernel
     * and bias of a layer have the same group.
     */
    record Weight(String layer, String group, List<Integer> shape, Dataset dataset) {
        int rank() {
            return shape.size();
        }

        /** Returns the values, row-major. */
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

    /** Opens an HDF5 file, passes its weights to the given function and returns the result of the function. */
    static <T> T read(Path path, Function<List<Weight>, T> use) {
        KerasFile file = new KerasFile(path);
        try (HdfFile hdf = new HdfFile(path)) {
            long end = hdf.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
            if (hdf.size() < end) {
                throw file.invalid(
                        "it is truncated after " + hdf.size() + " of " + end + " bytes; copy it again", null);
            }
            Node model = hdf.getChildren().get("model_weights");
            file.visit(model instanceof Group group ? group : hdf);
            return use.apply(file.weights);
        } catch (TrainingException e) {
            throw e;
        } catch (RuntimeException e) {
            // The parser reports damage by many exceptions, such as for casts, buffers and indices.
            throw file.invalid("it cannot be read as HDF5 (" + e + "); it is damaged, copy it again", e);
        }
    }

    private void visit(Group group) {
        List<String> names = strings(group, "weight_names");
        if (!names.isEmpty()) {
            for (String name : names) {
                Node node = descendant(group, name);
                if (!(node instanceof Dataset dataset)) {
                    throw invalid(group.getPath() + " lists " + name + ", which is missing; save it again", null);
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

    /** Returns the node at a name whose slashes separate groups. */
    private static @Nullable Node descendant(Group group, String name) {
        Node node = group;
        for (String part : name.split("/", -1)) {
            node = node instanceof Group inner ? inner.getChildren().get(part) : null;
        }
        return node;
    }

    /** Returns a list of strings; empty for a layer without weights, whose list has another type. */
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
