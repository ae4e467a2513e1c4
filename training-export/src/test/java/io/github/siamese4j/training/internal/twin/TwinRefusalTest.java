package io.github.siamese4j.training.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.siamese4j.training.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Twins that cannot be split, each of them a change of one that can, and the reason that is given. */
class TwinRefusalTest {

    private static final Path TWIN = Path.of("../core/src/test/resources/golden/twins/subabs.onnx");

    private ModelProto.Builder model;
    private GraphProto.Builder graph;

    @BeforeEach
    void read() throws IOException {
        model = ModelProto.parseFrom(Files.readAllBytes(TWIN)).toBuilder();
        graph = model.getGraphBuilder();
    }

    private ThrowingCallable split() {
        ModelProto changed = model.build();
        return () -> TwinCut.find(changed);
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addOutput(output);
        for (String input : inputs) {
            node.addInput(input);
        }
        return node.build();
    }

    /** Puts a node before all others. */
    private void prepend(NodeProto first) {
        GraphProto rest = graph.build();
        graph.clearNode().addNode(first).addAllNode(rest.getNodeList());
    }

    /** Lets all nodes but the first read another value. */
    private void replaceReads(String value, String other) {
        for (int i = 1; i < graph.getNodeCount(); i++) {
            NodeProto.Builder node = graph.getNodeBuilder(i);
            for (int j = 0; j < node.getInputCount(); j++) {
                if (node.getInput(j).equals(value)) {
                    node.setInput(j, other);
                }
            }
        }
    }

    @Test
    void theTwinItselfCanBeSplit() {
        assertThat(TwinCut.find(model.build()).place()).isEqualTo("linear");
    }

    @Test
    void oneInput() {
        graph.removeInput(1);
        replaceReads("right", "left");

        assertThatThrownBy(split())
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("NOT_SPLITTABLE")
                .hasMessageContaining("1 inputs ('left' float[?, 3, 32, 32])");
    }

    @Test
    void inputsOfDifferentSizes() {
        ValueInfoProto.Builder right = graph.getInputBuilder(1);
        right.getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(2)
                .setDimValue(48);

        assertThatThrownBy(split()).hasMessageContaining("[?, 3, 32, 32]").hasMessageContaining("[?, 3, 48, 32]");
    }

    @Test
    void anOutputOfOneImageOnly() {
        graph.getNodeBuilderList().stream()
                .filter(node -> node.getOpType().equals("Sub"))
                .forEach(node -> node.setInput(1, node.getInput(0)));

        assertThatThrownBy(split()).hasMessageContaining("does not depend on its input 'right'");
    }

    @Test
    void imagesThatMeetBeforeAnyLayer() {
        prepend(node("Add", "mixed", "left", "right"));
        replaceReads("left", "mixed");

        assertThatThrownBy(split())
                .hasMessageContaining("its inputs meet at Add 'mixed'")
                .hasMessageContaining("import-onnx");
    }

    @Test
    void randomNumbers() {
        prepend(node("RandomNormalLike", "noise", "left"));
        replaceReads("left", "noise");

        assertThatThrownBy(split())
                .hasMessageContaining("RandomNormalLike 'noise' draws random numbers")
                .hasMessageContaining("model.eval()");
    }

    @Test
    void attributesThatDiffer() {
        NodeProto.Builder pool = graph.getNodeBuilderList().stream()
                .filter(node -> node.getOpType().equals("AveragePool"))
                .findFirst()
                .orElseThrow();
        // The left trunk is cut before its pool, whose stride differs from that of the right one.
        for (AttributeProto.Builder attribute : pool.getAttributeBuilderList()) {
            if (attribute.getName().equals("ceil_mode")) {
                attribute.setI(1);
            }
        }

        assertThat(TwinCut.find(model.build()).place()).isEqualTo("relu_1");
    }

    @Test
    void anEmbeddingLargerThanTheImage() {
        // The twin compares the output of the first convolution, 6×16×16 values, tripled.
        GraphProto all = graph.build();
        graph.clearNode();
        for (NodeProto node : all.getNodeList()) {
            if (node.getOutput(0).equals("conv2d") || node.getOutput(0).equals("conv2d_2")) {
                graph.addNode(node);
            }
        }
        for (String side : new String[] {"conv2d", "conv2d_2"}) {
            graph.addNode(node("Concat", side + "_wide", side, side, side).toBuilder()
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("axis")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(1)));
        }
        graph.addNode(node("Sub", "difference", "conv2d_wide", "conv2d_2_wide"));
        graph.addNode(node("ReduceMax", "output", "difference"));

        assertThatThrownBy(split()).hasMessageContaining("4608 values, more than the image with 3072");
    }
}
