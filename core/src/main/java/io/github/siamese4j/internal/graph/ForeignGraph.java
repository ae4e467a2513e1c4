package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.internal.model.ModelFiles;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An ONNX model of another tool, complete with the tensors it stores in other files. Initializers are no inputs here,
 * even if the file lists them so. Immutable, except for messages, which nobody changes.
 *
 * @param location the name of the file, for messages
 * @param irVersion the version of the file format
 * @param opsets the operator sets, {@code OperatorSetIdProto}
 * @param functions functions that nodes call, {@code FunctionProto}
 * @param nodes the nodes, in an order in which they can run
 */
public record ForeignGraph(
        String location,
        long irVersion,
        List<ProtobufMessage> opsets,
        List<ProtobufMessage> functions,
        List<ProtobufMessage> nodes,
        List<ProtobufMessage> initializers,
        List<ProtobufMessage> sparseInitializers,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs) {

    /** The first version in which an initializer need not be an input. */
    private static final long FREE_INITIALIZERS = 4;

    private static final long OLDEST_OPSET = 7;

    /**
     * Reads a model.
     *
     * @param file the name of the ONNX file in the source; files that it refers to are read from there, too
     */
    public static ForeignGraph read(ModelSource source, String file) {
        String location = ModelFiles.location(source, file);
        ModelFiles.Place place = new ModelFiles.Place(source, file);
        if (!ModelFiles.exists(place)) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID, "there is no file " + location + "; pass the path of an ONNX file");
        }
        ByteBuffer bytes = ModelFiles.read(place);
        return guarded(location, () -> parse(location, bytes, new ExternalTensors(location, source)));
    }

    /**
     * Returns the result of a use of a file. Messages are decoded late, so that damage can show at each use. Throws
     * {@code MODEL_INVALID} then.
     */
    static <T> T guarded(String location, Supplier<T> use) {
        try {
            return use.get();
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | NoSuchElementException
                | ArithmeticException e) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID, location + " is damaged or not an ONNX file; copy or export it again", e);
        }
    }

    private static ForeignGraph parse(String location, ByteBuffer bytes, GraphRewriter external) {
        ProtobufMessage model = ProtobufMessage.parse(bytes);
        List<ProtobufMessage> graphs = model.messages(Onnx.MODEL_GRAPH);
        if (graphs.size() != 1) {
            throw new ModelException(ErrorCode.MODEL_INVALID, location + " holds no graph; copy or export it again");
        }
        ProtobufMessage graph = graphs.get(0);
        List<ProtobufMessage> initializers = map(graph.messages(Onnx.GRAPH_INITIALIZER), external::initializer);
        List<ProtobufMessage> sparse = map(graph.messages(Onnx.GRAPH_SPARSE_INITIALIZER), external::sparse);
        Set<String> constants = new HashSet<>();
        initializers.forEach(each -> constants.add(each.text(Onnx.TENSOR_NAME)));
        sparse.forEach(each ->
                each.messages(Onnx.SPARSE_VALUES).forEach(values -> constants.add(values.text(Onnx.TENSOR_NAME))));
        ForeignGraph read = new ForeignGraph(
                location,
                model.value(Onnx.MODEL_IR_VERSION, 0),
                model.messages(Onnx.MODEL_OPSET_IMPORT),
                map(
                        model.messages(Onnx.MODEL_FUNCTION),
                        each -> each.copy().mapMessages(Onnx.FUNCTION_NODE, external::node)),
                map(graph.messages(Onnx.GRAPH_NODE), external::node),
                initializers,
                sparse,
                graph.messages(Onnx.GRAPH_INPUT).stream()
                        .map(ValueInfo::of)
                        .filter(input -> !constants.contains(input.name()))
                        .toList(),
                graph.messages(Onnx.GRAPH_OUTPUT).stream().map(ValueInfo::of).toList());
        if (read.opset() < OLDEST_OPSET) {
            throw new ModelException(
                    ErrorCode.MODEL_VERSION,
                    location + " has operator set " + read.opset() + ", at least " + OLDEST_OPSET
                            + " is needed; export it again");
        }
        return read;
    }

    private static List<ProtobufMessage> map(List<ProtobufMessage> all, UnaryOperator<ProtobufMessage> change) {
        return all.stream().map(change).toList();
    }

    /** Returns the version of the standard operator set. */
    public long opset() {
        return opsets.stream()
                .filter(each -> Set.of("", "ai.onnx").contains(each.text(Onnx.OPSET_DOMAIN)))
                .mapToLong(each -> each.value(Onnx.OPSET_VERSION, 0))
                .findFirst()
                .orElse(0);
    }

    /** Returns whether a tensor, an input or a conversion has the type float16. */
    boolean hasHalf() {
        HalfFinder finder = new HalfFinder();
        initializers.forEach(finder::initializer);
        nodes.forEach(finder::node);
        return finder.found || inputs.stream().anyMatch(input -> input.type() == Onnx.FLOAT16);
    }

    private static final class HalfFinder extends GraphRewriter {
        private boolean found;

        @Override
        ProtobufMessage tensor(ProtobufMessage tensor) {
            found |= tensor.value(Onnx.TENSOR_TYPE, 0) == Onnx.FLOAT16;
            return tensor;
        }

        @Override
        ProtobufMessage attribute(ProtobufMessage attribute) {
            found |= HalfToFloat.isHalfType(attribute);
            return attribute;
        }
    }

    /** Returns the only input, which takes images. */
    public ValueInfo imageInput() {
        if (inputs.size() == 1 && inputs.get(0).isImage()) {
            return inputs.get(0);
        }
        List<ValueInfo> images = inputs.stream().filter(ValueInfo::isImage).toList();
        String problem = inputs.isEmpty() ? location + " has no input" : location + " has the inputs " + names(inputs);
        if (inputs.size() == 1) {
            problem = location + " has the input " + inputs.get(0);
        } else if (inputs.size() == 2 && images.size() == 2) {
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    problem + ": it is a twin, which compares two images; load it with SiameseComparator.onnxTwin, or"
                            + " split it with 'siamese4j split'");
        }
        throw new ModelException(
                ErrorCode.MODEL_MISMATCH,
                problem + "; an encoder has one input, a batch of images with three channels such as float32 [N, 3, H,"
                        + " W]: export the image encoder alone");
    }

    private static String names(List<ValueInfo> values) {
        return values.stream().map(ValueInfo::toString).collect(Collectors.joining("; "));
    }

    /**
     * Returns the name of the wanted value, or of the only output.
     *
     * @param content the content of that output, for messages, such as {@code embedding}
     */
    String output(Optional<String> wanted, String content) {
        if (wanted.isEmpty()) {
            if (outputs.size() == 1) {
                return outputs.get(0).name();
            }
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    location + " has " + outputs.size() + " outputs; name the one with the " + content + " (output): "
                            + names(outputs));
        }
        if (nodes.stream().noneMatch(node -> node.texts(Onnx.NODE_OUTPUT).contains(wanted.get()))) {
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    location + " has no output '" + wanted.get() + "' and no such value inside the graph; its outputs: "
                            + names(outputs));
        }
        return wanted.get();
    }

    /** Returns the part of this graph that computes some values. */
    public ForeignGraph reducedTo(Set<String> values) {
        Set<String> needed = new HashSet<>(values);
        List<ProtobufMessage> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            ProtobufMessage node = nodes.get(i);
            if (node.texts(Onnx.NODE_OUTPUT).stream().anyMatch(needed::contains)) {
                kept.add(node);
                needed.addAll(used(node));
            }
        }
        Collections.reverse(kept);
        return new ForeignGraph(
                location,
                irVersion,
                opsets,
                functions,
                List.copyOf(kept),
                initializers.stream()
                        .filter(each -> needed.contains(each.text(Onnx.TENSOR_NAME)))
                        .toList(),
                sparseInitializers,
                inputs,
                outputs);
    }

    /** Returns whether a node reads a value. */
    boolean uses(String value) {
        return nodes.stream().anyMatch(node -> used(node).contains(value));
    }

    /** Returns the names in a node and in its nested graphs. */
    public static Set<String> used(ProtobufMessage node) {
        Names names = new Names();
        names.node(node);
        return names.found;
    }

    private static final class Names extends GraphRewriter {
        private final Set<String> found = new LinkedHashSet<>();

        @Override
        String name(String name) {
            found.add(name);
            return name;
        }
    }

    /** Returns this graph after a rewriter. */
    ForeignGraph rewritten(GraphRewriter rewriter) {
        return new ForeignGraph(
                location,
                irVersion,
                opsets,
                rewriter.changesFunctions()
                        ? map(functions, each -> each.copy().mapMessages(Onnx.FUNCTION_NODE, rewriter::node))
                        : functions,
                map(nodes, rewriter::node),
                map(initializers, rewriter::initializer),
                map(sparseInitializers, rewriter::sparse),
                inputs.stream().map(each -> each.renamed(rewriter::name)).toList(),
                outputs.stream().map(each -> each.renamed(rewriter::name)).toList());
    }

    /** Returns this graph with other nodes and initializers. */
    public ForeignGraph with(List<ProtobufMessage> otherNodes, List<ProtobufMessage> otherInitializers) {
        return new ForeignGraph(
                location,
                irVersion,
                opsets,
                functions,
                otherNodes,
                otherInitializers,
                sparseInitializers,
                inputs,
                outputs);
    }

    /**
     * Returns the model as it is in the file, but with one output, which can be a value inside the graph, and with the
     * tensors of other files inside.
     *
     * @param output the name of the output
     */
    public ByteBuffer unchanged(String output) {
        GraphBuilder graph = new GraphBuilder().addAll(this);
        return model(graph.graph(
                        "unchanged",
                        inputs.stream().map(ValueInfo::message).toList(),
                        List.of(ValueInfo.untyped(output))))
                .encode(location);
    }

    /** Returns whether the graph rounds values to fewer bits than float32 has. */
    public boolean isRounded() {
        return hasHalf()
                || nodes.stream()
                        .map(node -> node.text(Onnx.NODE_OP))
                        .anyMatch(op -> op.contains("Quant") || op.contains("QLinear") || op.contains("Integer"));
    }

    /** Returns a {@code ModelProto} with the operator sets and functions of this model and another graph. */
    ProtobufMessage model(ProtobufMessage graph) {
        ProtobufMessage model = new ProtobufMessage()
                .number(Onnx.MODEL_IR_VERSION, Math.max(irVersion, FREE_INITIALIZERS))
                .text(Onnx.MODEL_PRODUCER, "siamese4j")
                .message(Onnx.MODEL_GRAPH, graph);
        opsets.forEach(each -> model.message(Onnx.MODEL_OPSET_IMPORT, each));
        functions.forEach(each -> model.message(Onnx.MODEL_FUNCTION, each));
        return model;
    }
}
