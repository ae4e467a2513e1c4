package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Finds the cut of a twin: the last value on each side that everything after it depends on, computed by the same
 * operators and equal weights on both sides. A twin that stacks both images on the batch axis is cut where it takes the
 * halves apart.
 */
final class CutFinder {

    private static final String EMBEDDING = "siamese4j_cut_embedding";
    private static final int FLOAT = DataType.FLOAT.getNumber();

    private final GraphView twin;
    private final ValueInfoProto left;
    private final ValueInfoProto right;
    private final Dependence dependence;
    private final ValueHash hash;
    private final GraphRun run;
    private final Map<String, GraphRun.Values> values = new HashMap<>();

    CutFinder(GraphView twin) {
        this.twin = twin;
        List<ValueInfoProto> inputs = twin.inputs();
        Refusals.requireTwoImages(inputs);
        Refusals.requireRepeatable(twin);
        this.left = inputs.get(0);
        this.right = inputs.get(1);
        this.dependence = Dependence.of(twin, left.getName(), right.getName());
        Refusals.requireBothSides(twin, dependence);
        this.hash = ValueHash.of(twin);
        this.run = new GraphRun(twin);
    }

    TwinCut find() {
        Optional<Stack> stack = Stack.find(twin, dependence, hash);
        if (stack.isPresent()) {
            Optional<TwinCut> cut = stack.get().halves(twin, run).flatMap(halves -> cut(stack.get(), halves));
            if (cut.isPresent()) {
                return cut.get();
            }
        }
        return cutBranches();
    }

    private TwinCut cutBranches() {
        List<String> rightCuts = dependence.cuts(Dependence.RIGHT);
        for (String cut : dependence.cuts(Dependence.LEFT)) {
            String counterpart = rightCuts.stream()
                    .filter(other -> hash.of(other).equals(hash.of(cut)))
                    .findFirst()
                    .orElse(null);
            if (counterpart == null || !isFloat(cut)) {
                continue;
            }
            PartOfTwin encoder = part(List.of(left), Map.of());
            if (encoder.hasLayers(cut)) {
                ValueInfoProto first = value(cut);
                ValueInfoProto second = value(counterpart);
                PartOfTwin head = part(List.of(first, second), Map.of());
                if (encoder.canCompute(cut) && head.canCompute(twin.output())) {
                    return cut(encoder, cut, first, head, run.batch());
                }
            }
        }
        throw Refusals.noCut(twin, dependence, hash);
    }

    /** Cuts a twin of one branch after the trunk. */
    private Optional<TwinCut> cut(Stack stack, Stack.Halves halves) {
        PartOfTwin encoder = part(List.of(left), Map.of(stack.value(), stack.left()));
        Map<String, String> equal = new LinkedHashMap<>();
        halves.left().stream()
                .skip(1)
                .forEach(value -> equal.put(value, halves.left().get(0)));
        halves.right().stream()
                .skip(1)
                .forEach(value -> equal.put(value, halves.right().get(0)));
        List<ValueInfoProto> inputs =
                List.of(value(halves.left().get(0)), value(halves.right().get(0)));
        PartOfTwin head = part(inputs, equal);
        if (!isFloat(halves.trunk())
                || !encoder.canCompute(halves.trunk())
                || !encoder.hasLayers(halves.trunk())
                || !head.canCompute(twin.output())) {
            return Optional.empty();
        }
        return Optional.of(cut(encoder, halves.trunk(), inputs.get(0), head, 2 * run.batch()));
    }

    private TwinCut cut(PartOfTwin encoder, String place, ValueInfoProto embedding, PartOfTwin head, long stack) {
        List<Long> sides = embedding.getType().getTensorType().getShape().getDimList().stream()
                .map(side -> side.hasDimValue() ? side.getDimValue() : 1)
                .toList();
        long dimension = sides.stream().reduce(1L, Math::multiplyExact);
        Refusals.requireSmaller(dimension, left, place);
        ValueInfoProto rows = declared(EMBEDDING, DataType.FLOAT, rows(dimension));
        ModelProto trunk = encoder.model("encoder", place, rows, freed(encoder, stack), () -> {
            String value = place;
            if (run(place).type() != OnnxJavaType.FLOAT) {
                value = encoder.node("Cast", EMBEDDING + "_float", List.of(place), PartOfTwin.attribute("to", FLOAT));
            }
            encoder.node("Reshape", EMBEDDING, List.of(value, encoder.constant(-1, dimension)));
        });
        ValueInfoProto output = twin.model().getGraph().getOutput(0);
        ModelProto rest = head.model("head", twin.output(), output, freed(head, run.batch()), () -> {});
        return new TwinCut(trunk, rest, dimension, place);
    }

    /** Returns the change that frees the batch size of a part, if the twin was exported for one size. */
    private UnaryOperator<NodeProto> freed(PartOfTwin part, long stack) {
        if (GraphRun.isFree(left)) {
            return UnaryOperator.identity();
        }
        return new Unstacking(
                twin,
                part,
                stack,
                value -> dependence.side(value) != 0 && shape(value).length > 0 && shape(value)[0] == stack);
    }

    private TensorShapeProto.Builder rows(long dimension) {
        TensorShapeProto.Builder sides = TensorShapeProto.newBuilder();
        sides.addDim(left.getType().getTensorType().getShape().getDim(0));
        sides.addDimBuilder().setDimValue(dimension);
        return sides;
    }

    private PartOfTwin part(List<ValueInfoProto> inputs, Map<String, String> equal) {
        return new PartOfTwin(twin, inputs, equal, GraphRun.isFree(left), this::sides);
    }

    /** Returns the shape of a value; its first side counts batches if the batch is free. */
    private long[] sides(String value) {
        long[] shape = shape(value).clone();
        if (GraphRun.isFree(left) && shape.length > 0) {
            if (shape[0] % run.batch() != 0) {
                throw Refusals.unsplit("it uses the shape of '" + value + "', whose first side is " + shape[0] + " for "
                        + run.batch() + " pairs");
            }
            shape[0] /= run.batch();
        }
        return shape;
    }

    private long[] shape(String value) {
        return run(value).shape();
    }

    private boolean isFloat(String value) {
        OnnxJavaType type = run(value).type();
        return type == OnnxJavaType.FLOAT || type == OnnxJavaType.DOUBLE || type == OnnxJavaType.FLOAT16;
    }

    private GraphRun.Values run(String value) {
        return values.computeIfAbsent(
                value, name -> run.run(List.of(name)).values().iterator().next());
    }

    /** Declares a value of the twin with its measured shape. */
    private ValueInfoProto value(String name) {
        long[] shape = shape(name);
        boolean free = GraphRun.isFree(left);
        if (free && (shape.length == 0 || shape[0] != run.batch())) {
            throw Refusals.unsplit("the embedding '" + name + "' has the shape " + Arrays.toString(shape) + " for "
                    + run.batch() + " pairs; its first side must be the batch");
        }
        TensorShapeProto.Builder sides = TensorShapeProto.newBuilder();
        LongStream.of(shape).forEach(side -> sides.addDimBuilder().setDimValue(side));
        if (free) {
            sides.setDim(0, TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        }
        DataType type = switch (run(name).type()) {
            case FLOAT16 -> DataType.FLOAT16;
            case DOUBLE -> DataType.DOUBLE;
            default -> DataType.FLOAT;
        };
        return declared(name, type, sides);
    }

    private static ValueInfoProto declared(String name, DataType type, TensorShapeProto.Builder sides) {
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(sides);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
