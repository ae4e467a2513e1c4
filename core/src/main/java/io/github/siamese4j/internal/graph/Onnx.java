package io.github.siamese4j.internal.graph;

import java.util.Map;

/** Field numbers and element types of {@code onnx.proto}. */
public final class Onnx {

    static final int MODEL_IR_VERSION = 1;
    static final int MODEL_PRODUCER = 2;
    static final int MODEL_GRAPH = 7;
    static final int MODEL_OPSET_IMPORT = 8;
    static final int MODEL_FUNCTION = 25;
    static final int OPSET_DOMAIN = 1;
    static final int OPSET_VERSION = 2;
    static final int FUNCTION_NODE = 7;

    public static final int GRAPH_NODE = 1;
    public static final int GRAPH_NAME = 2;
    public static final int GRAPH_INITIALIZER = 5;
    static final int GRAPH_DOC = 10;
    static final int GRAPH_INPUT = 11;
    static final int GRAPH_OUTPUT = 12;
    static final int GRAPH_VALUE_INFO = 13;
    static final int GRAPH_QUANTIZATION = 14;
    static final int GRAPH_SPARSE_INITIALIZER = 15;

    public static final int NODE_INPUT = 1;
    public static final int NODE_OUTPUT = 2;
    static final int NODE_NAME = 3;
    public static final int NODE_OP = 4;
    public static final int NODE_ATTRIBUTE = 5;
    public static final int NODE_DOMAIN = 7;

    public static final int ATTRIBUTE_NAME = 1;
    public static final int ATTRIBUTE_INT = 3;
    static final int ATTRIBUTE_TENSOR = 5;
    static final int ATTRIBUTE_GRAPH = 6;
    static final int ATTRIBUTE_INTS = 8;
    static final int ATTRIBUTE_TENSORS = 10;
    static final int ATTRIBUTE_GRAPHS = 11;
    static final int ATTRIBUTE_TYPE = 20;
    static final int TYPE_INT = 2;
    static final int TYPE_GRAPH = 5;
    static final int TYPE_INTS = 7;

    public static final int TENSOR_DIMS = 1;
    public static final int TENSOR_TYPE = 2;
    static final int TENSOR_FLOATS = 4;
    static final int TENSOR_INT32S = 5;
    public static final int TENSOR_NAME = 8;
    public static final int TENSOR_RAW = 9;
    static final int TENSOR_EXTERNAL_DATA = 13;
    static final int TENSOR_DATA_LOCATION = 14;
    static final int EXTERNAL = 1;
    static final int SPARSE_VALUES = 1;
    static final int SPARSE_INDICES = 2;

    static final int VALUE_NAME = 1;
    static final int VALUE_TYPE = 2;
    static final int TYPE_TENSOR = 1;
    static final int TENSOR_TYPE_ELEMENT = 1;
    static final int TENSOR_TYPE_SHAPE = 2;
    static final int SHAPE_DIM = 1;
    static final int DIM_VALUE = 1;
    static final int DIM_PARAM = 2;

    public static final int FLOAT = 1;
    public static final int UINT8 = 2;
    public static final int INT8 = 3;
    public static final int INT32 = 6;
    public static final int INT64 = 7;
    public static final int BOOL = 9;
    public static final int FLOAT16 = 10;
    public static final int DOUBLE = 11;
    public static final int BFLOAT16 = 16;

    private static final Map<Integer, String> NAMES = Map.of(
            FLOAT, "float32",
            UINT8, "uint8",
            INT8, "int8",
            INT32, "int32",
            INT64, "int64",
            BOOL, "bool",
            FLOAT16, "float16",
            DOUBLE, "float64",
            BFLOAT16, "bfloat16");

    private Onnx() {}

    /** Returns the usual name of an element type. */
    static String typeName(int type) {
        return NAMES.getOrDefault(type, "type " + type);
    }
}
