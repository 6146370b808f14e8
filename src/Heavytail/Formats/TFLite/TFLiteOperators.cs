namespace Heavytail.Formats.TFLite;

/// <summary>Numbers and names of the built-in operators, as the schema's <c>BuiltinOperator</c> has them.</summary>
internal static class TFLiteOperators
{
    public const int Concatenation = 2;
    public const int Conv2D = 3;
    public const int DepthwiseConv2D = 4;
    public const int Dequantize = 6;
    public const int EmbeddingLookup = 7;
    public const int FullyConnected = 9;
    public const int HashtableLookup = 10;
    public const int Lstm = 16;
    public const int Reshape = 22;
    public const int Rnn = 24;
    public const int Svdf = 27;
    public const int Call = 31;
    public const int Custom = 32;
    public const int EmbeddingLookupSparse = 33;
    public const int UnidirectionalSequenceRnn = 35;
    public const int Gather = 36;
    public const int Transpose = 39;
    public const int Squeeze = 43;
    public const int UnidirectionalSequenceLstm = 44;
    public const int StridedSlice = 45;
    public const int BidirectionalSequenceRnn = 46;
    public const int Split = 49;
    public const int BidirectionalSequenceLstm = 52;
    public const int Cast = 53;
    public const int Slice = 65;
    public const int TransposeConv = 67;
    public const int Tile = 69;
    public const int ExpandDims = 70;
    public const int FakeQuant = 80;
    public const int Quantize = 114;
    public const int If = 118;
    public const int While = 119;
    public const int Densify = 124;
    public const int BatchMatMul = 126;

    /// <summary>
    /// The old field for the number is a byte; this value of it says that the number is in the new one.
    /// </summary>
    public const int PlaceholderForGreater = 127;

    public const int Conv3D = 132;
    public const int Conv3DTranspose = 141;
    public const int VarHandle = 142;
    public const int ReadVariable = 143;
    public const int AssignVariable = 144;
    public const int StableHloComposite = 206;

    private const int FirstStableHlo = 162;

    private static readonly string[] s_names =
    [
        "ADD", "AVERAGE_POOL_2D", "CONCATENATION", "CONV_2D", "DEPTHWISE_CONV_2D", "DEPTH_TO_SPACE", "DEQUANTIZE",
        "EMBEDDING_LOOKUP", "FLOOR", "FULLY_CONNECTED", "HASHTABLE_LOOKUP", "L2_NORMALIZATION", "L2_POOL_2D",
        "LOCAL_RESPONSE_NORMALIZATION", "LOGISTIC", "LSH_PROJECTION", "LSTM", "MAX_POOL_2D", "MUL", "RELU",
        "RELU_N1_TO_1", "RELU6", "RESHAPE", "RESIZE_BILINEAR", "RNN", "SOFTMAX", "SPACE_TO_DEPTH", "SVDF", "TANH",
        "CONCAT_EMBEDDINGS", "SKIP_GRAM", "CALL", "CUSTOM", "EMBEDDING_LOOKUP_SPARSE", "PAD",
        "UNIDIRECTIONAL_SEQUENCE_RNN", "GATHER", "BATCH_TO_SPACE_ND", "SPACE_TO_BATCH_ND", "TRANSPOSE", "MEAN", "SUB",
        "DIV", "SQUEEZE", "UNIDIRECTIONAL_SEQUENCE_LSTM", "STRIDED_SLICE", "BIDIRECTIONAL_SEQUENCE_RNN", "EXP",
        "TOPK_V2", "SPLIT", "LOG_SOFTMAX", "DELEGATE", "BIDIRECTIONAL_SEQUENCE_LSTM", "CAST", "PRELU", "MAXIMUM",
        "ARG_MAX", "MINIMUM", "LESS", "NEG", "PADV2", "GREATER", "GREATER_EQUAL", "LESS_EQUAL", "SELECT", "SLICE",
        "SIN", "TRANSPOSE_CONV", "SPARSE_TO_DENSE", "TILE", "EXPAND_DIMS", "EQUAL", "NOT_EQUAL", "LOG", "SUM", "SQRT",
        "RSQRT", "SHAPE", "POW", "ARG_MIN", "FAKE_QUANT", "REDUCE_PROD", "REDUCE_MAX", "PACK", "LOGICAL_OR", "ONE_HOT",
        "LOGICAL_AND", "LOGICAL_NOT", "UNPACK", "REDUCE_MIN", "FLOOR_DIV", "REDUCE_ANY", "SQUARE", "ZEROS_LIKE", "FILL",
        "FLOOR_MOD", "RANGE", "RESIZE_NEAREST_NEIGHBOR", "LEAKY_RELU", "SQUARED_DIFFERENCE", "MIRROR_PAD", "ABS",
        "SPLIT_V", "UNIQUE", "CEIL", "REVERSE_V2", "ADD_N", "GATHER_ND", "COS", "WHERE", "RANK", "ELU",
        "REVERSE_SEQUENCE", "MATRIX_DIAG", "QUANTIZE", "MATRIX_SET_DIAG", "ROUND", "HARD_SWISH", "IF", "WHILE",
        "NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5", "SCATTER_ND", "SELECT_V2", "DENSIFY", "SEGMENT_SUM",
        "BATCH_MATMUL", "PLACEHOLDER_FOR_GREATER_OP_CODES", "CUMSUM", "CALL_ONCE", "BROADCAST_TO", "RFFT2D", "CONV_3D",
        "IMAG", "REAL", "COMPLEX_ABS", "HASHTABLE", "HASHTABLE_FIND", "HASHTABLE_IMPORT", "HASHTABLE_SIZE",
        "REDUCE_ALL", "CONV_3D_TRANSPOSE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "BROADCAST_ARGS",
        "RANDOM_STANDARD_NORMAL", "BUCKETIZE", "RANDOM_UNIFORM", "MULTINOMIAL", "GELU", "DYNAMIC_UPDATE_SLICE",
        "RELU_0_TO_1", "UNSORTED_SEGMENT_PROD", "UNSORTED_SEGMENT_MAX", "UNSORTED_SEGMENT_SUM", "ATAN2",
        "UNSORTED_SEGMENT_MIN", "SIGN", "BITCAST", "BITWISE_XOR", "RIGHT_SHIFT",
    ];

    public static string Name(int code) =>
        code >= 0 && code < s_names.Length ? s_names[code] : $"operator {code.ToString(null, null)}";

    /// <summary>
    /// Whether nothing is known of what the operator does with its inputs: what is newer than the table.
    /// </summary>
    public static bool IsUnknown(int code) => code is Custom or >= FirstStableHlo or < 0;

    /// <summary>Whether its output is its first input, number by number.</summary>
    public static bool KeepsPlaces(int code) => code is Dequantize or Quantize or Cast or Densify;

    /// <summary>Whether its output is its first input, number by number, in other dimensions.</summary>
    public static bool Reshapes(int code) => code is Reshape or Squeeze or ExpandDims;

    /// <summary>Whether its output is made of its inputs' elements, in another order.</summary>
    public static bool Rearranges(int code) => code
        is Reshape or Transpose or Squeeze or ExpandDims or Slice or StridedSlice or Split or Concatenation;
}
