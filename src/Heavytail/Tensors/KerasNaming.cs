// Specification: https://keras.io/api/layers/ (names and shapes of the layers' weights).
using System.Collections.Frozen;

namespace Heavytail.Tensors;

/// <summary>
/// What weights do where no graph says it, by the names and shapes that Keras, Flax, TensorFlow's own layers and their
/// ports use: <c>conv2d/kernel</c> of [3, 3, 16, 32] is a convolution <c>kkio</c>.
/// </summary>
internal sealed class KerasNaming
{
    /// <summary>Wider kernels than this are not those of convolutions in attention.</summary>
    private const long LongestKernel = 15;
    private const string MovingAverage = "/ExponentialMovingAverage";

    private static readonly FrozenSet<string> s_kernels = FrozenSet.ToFrozenSet(
        ["kernel", "weights", "filters", "filter", "pointwise_kernel", "pointwise_filter", "pointwise_weights", "fc"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_depthwise = FrozenSet.ToFrozenSet(
        ["depthwise_kernel", "depthwise_filter", "depthwise_weights"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_noWeights = FrozenSet.ToFrozenSet(
        [
            "bias", "biases", "beta", "gamma", "scale", "mean", "var", "moving_mean", "moving_variance", "moving_var",
            "variance", "alpha", "count", "seed", "iterations", "state", "states",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_dense = FrozenSet.ToFrozenSet(
        [
            "dense", "linear", "wi", "wo", "fc", "mlp", "up_proj", "down_proj", "gate_proj", "in_proj", "out_proj",
            "q_proj", "k_proj", "v_proj", "o_proj", "qkv_proj", "c_attn", "c_fc", "fc_in", "fc_out",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Parts of names of convolutions along one dimension.</summary>
    private static readonly string[] s_lines = ["conv", "cnn", "tcn", "wavenet", "depthwise", "pointwise"];

    private readonly Dictionary<string, TensorShape> _shapes;
    private readonly Lazy<ScannedLayers> _scanned;
    private readonly IReadOnlyDictionary<string, string> _classes;

    /// <param name="shapes">All tensors of the model; a kernel beside a <c>recurrent_kernel</c> is another one than one
    /// alone.</param>
    /// <param name="classes">Layers' names → their Keras classes, as far as the file says.</param>
    public KerasNaming(
        IEnumerable<KeyValuePair<string, TensorShape>> shapes, IReadOnlyDictionary<string, string>? classes = null)
    {
        _shapes = new Dictionary<string, TensorShape>(StringComparer.Ordinal);
        foreach (var (name, shape) in shapes)
        {
            _shapes.TryAdd(Plain(name), shape);
        }

        _classes = classes ?? new Dictionary<string, string>();
        _scanned = new Lazy<ScannedLayers>(() => new ScannedLayers(_shapes));
    }

    /// <summary>The dimension along which the layers of a scanned module are stacked; null elsewhere.</summary>
    public int? ScannedAxisOf(string name) => _scanned.Value.AxisOf(Plain(name));

    /// <summary>The role of a tensor; null where its name says nothing, or it has one dimension.</summary>
    /// <param name="name">Name with <c>/</c> between its parts; <c>:0</c> at the end is ignored.</param>
    /// <param name="shape">Its dimensions.</param>
    public TensorRole? RoleOf(string name, TensorShape shape) => shape.Rank < 2 ? null
        : _scanned.Value.RoleOf(
            Plain(name), shape, one => StackWord(name, one) is { } word
                ? ScannedLayers.Stacked(RoleOfOne(name, new TensorShape([.. one.Dimensions.RemoveAt(0)])), 0, word)
                : RoleOfOne(name, one));

    /// <summary>
    /// The word for a matrix of a stack, in a kernel whose first dimension counts them: a bias for each beside it,
    /// experts, a dense layer with a dimension too many. Null of other kernels.
    /// </summary>
    private string? StackWord(string name, TensorShape shape)
    {
        string[] path = Plain(name).Split('/');
        if (shape.Rank < 3 || path.Length < 2 || path[^1] != "kernel")
        {
            return null;
        }

        string parent = WithoutNumber(path[^2]);
        bool isHead = Projection(parent, "") is not null;
        string owner = string.Join('/', path[..^1]);
        return !isHead && _shapes.TryGetValue(owner + "/bias", out var bias) && bias.Rank == 2 && bias[0] == shape[0]
            && bias[0] > 1 && bias[1] == shape.Dimensions[^1] ? "layer"
            : shape.Rank == 3 && path.Any(IsExpert)
                && !parent.Contains("conv", StringComparison.OrdinalIgnoreCase) ? "expert"
            : (shape.Rank == 3 && s_dense.Contains(parent) && _classes.Count == 0)
                || (shape.Rank == 4 && isHead && (shape[0] > LongestKernel || shape[1] > LongestKernel)) ? "matrix"
            : null;
    }

    private static bool IsExpert(string part) =>
        part.Split('_').Any(word => WithoutNumber(word).ToUpperInvariant() is "EXPERT" or "EXPERTS" or "MOE");

    private TensorRole? RoleOfOne(string name, TensorShape shape)
    {
        string[] path = Plain(name).Split('/');
        string last = path[^1];
        string parent = path.Length > 1 ? WithoutNumber(path[^2]) : "";
        string word = WithoutNumber(last);
        string layer = _classes.Count == 0 ? "" : LayerClass(path);
        if (Recurrent(path, word, shape) is { } recurrent)
        {
            return recurrent;
        }

        if (s_noWeights.Contains(word) || parent == "states")
        {
            return new TensorRole(TensorPurpose.NotAWeight, parent == "states" ? "state" : word);
        }

        if (word.Contains("embedding", StringComparison.Ordinal))
        {
            return shape.Rank == 2 ? new TensorRole(TensorPurpose.Embedding, "Embedding") { Axes = "oi" } : null;
        }

        if (s_depthwise.Contains(word) || (s_kernels.Contains(word) && IsDepthwise(parent, layer)))
        {
            return Depthwise(shape.Rank);
        }

        return !s_kernels.Contains(word) || shape.Rank > 5 ? null
            : shape.Rank == 3 && Projection(parent, layer) is { } axes && HasHeads(path, shape, axes, layer)
            ? new TensorRole(TensorPurpose.Dense, "EinsumDense") { Axes = axes }
            : layer == "EinsumDense" && shape.Rank > 2 ? null
            : shape.Rank == 3 && layer.Length == 0 && !IsConvolution(path, shape) ? null
            : Kernel(shape.Rank, IsTransposed(path, layer));
    }

    /// <summary>
    /// Axes of a kernel of three dimensions that projects to the heads of attention, [inputs, heads, size], or back
    /// from them, [heads, size, outputs]: one matrix, as heads and size are read as one. Null where the layer is none
    /// of these.
    /// </summary>
    /// <param name="parent">The layer's own name.</param>
    /// <param name="layer">Its class; empty where the file does not say.</param>
    public static string? Projection(string parent, string layer) => layer.StartsWith("Conv", StringComparison.Ordinal)
        ? null
        : parent.TrimStart('_') switch
        {
            "query" or "key" or "value" or "query_dense" or "key_dense" or "value_dense" => "ioo",
            "attention_output" or "output_dense" or "out" => "iio",
            _ => null,
        };

    /// <summary>
    /// Whether a kernel of three dimensions is one of a convolution by its name or its bias, and not a stack of
    /// matrices.
    /// </summary>
    private bool IsConvolution(string[] path, TensorShape shape) => shape[0] == 1 || path[^1] != "kernel"
        || path.SkipLast(1).Any(part => s_lines.Any(word => part.Contains(word, StringComparison.OrdinalIgnoreCase)))
        || (_shapes.TryGetValue(string.Join('/', path[..^1].Append("bias")), out var bias)
            && bias.Rank == 1 && bias[0] == shape[2]);

    /// <summary>
    /// Whether the dimensions are those of heads and not of layers: as wide together as the model, a bias of one layer,
    /// or the other projections beside it.
    /// </summary>
    private bool HasHeads(string[] path, TensorShape shape, string axes, string layer)
    {
        bool isOutput = axes == "iio";
        string owner = string.Join('/', path[..^1]);
        if (layer.Length > 0 || (isOutput ? shape[0] * shape[1] == shape[2] : shape[0] == shape[1] * shape[2])
            || (_shapes.TryGetValue(owner + "/bias", out var bias) && bias.Rank == (isOutput ? 1 : 2)))
        {
            return true;
        }

        // The inputs of a projection are no fewer than a head has; those of a layer of a stack may be.
        return isOutput ? shape[2] >= shape[1] : shape[0] >= shape[2];
    }

    /// <summary>
    /// The role of a tensor in a file that keeps TensorFlow's order of axes whatever the names: a kernel of four
    /// dimensions or more is one of a convolution, and what has three without a known name is not a kernel.
    /// </summary>
    public TensorRole? RoleInTensorFlow(string name, TensorShape shape) => RoleOf(name, shape) ?? shape.Rank switch
    {
        < 3 => null,
        3 when s_kernels.Contains(Plain(name).Split('/')[^1]) => null,
        3 when shape[0] == 1 && Plain(name).EndsWith("/w", StringComparison.Ordinal) => null,
        4 or 5 => Kernel(shape.Rank, false),
        _ => new TensorRole(TensorPurpose.NotAWeight, Plain(name).Split('/')[^1]),
    };

    /// <summary>
    /// A kernel of outputs in its last axis and inputs before; of a transposed convolution the other way round.
    /// </summary>
    internal static TensorRole Kernel(int rank, bool isTransposed)
    {
        if (rank == 2)
        {
            return new TensorRole(TensorPurpose.Dense, "Dense") { Axes = "io" };
        }

        string sides = new('k', rank - 2);
        return isTransposed
            ? new TensorRole(TensorPurpose.TransposedConvolution, $"Conv{rank - 2}DTranspose") { Axes = sides + "oi" }
            : new TensorRole(TensorPurpose.Convolution, $"Conv{rank - 2}D") { Axes = sides + "io" };
    }

    private static TensorRole? Depthwise(int rank) => rank is 3 or 4
        ? new TensorRole(TensorPurpose.DepthwiseConvolution, $"DepthwiseConv{rank - 2}D")
        {
            Axes = new string('k', rank - 2) + "cm",
        }
        : null;

    private TensorRole? Recurrent(string[] path, string word, TensorShape shape)
    {
        if (word is not ("kernel" or "weights" or "recurrent_kernel"))
        {
            return null;
        }

        if (word == "recurrent_kernel")
        {
            return KerasCells.Gated(shape, units: shape.Dimensions[^2]);
        }

        string beside = string.Join('/', path[..^1]) + (path.Length > 1 ? "/" : "") + "recurrent_" + path[^1];
        if (_shapes.TryGetValue(beside, out var state) && state.Rank == shape.Rank)
        {
            return KerasCells.Gated(shape, units: state.Dimensions[^2]);
        }

        return shape.Rank == 2 && path.Length > 1 ? KerasCells.Cell(path, shape) : null;
    }

    private static bool IsDepthwise(string parent, string layer) =>
        layer.StartsWith("DepthwiseConv", StringComparison.Ordinal)
        || (layer.Length == 0 && parent.Contains("depthwise", StringComparison.Ordinal));

    private static bool IsTransposed(string[] path, string layer) => layer.Length > 0
        ? layer.EndsWith("Transpose", StringComparison.Ordinal) || layer.StartsWith("Deconv", StringComparison.Ordinal)
        : path.SkipLast(1).TakeLast(2).Any(part =>
            part.Contains("transpose", StringComparison.OrdinalIgnoreCase)
            || part.Contains("deconv", StringComparison.OrdinalIgnoreCase));

    /// <summary>The class of the innermost layer that the name leads through.</summary>
    private string LayerClass(string[] path)
    {
        for (int i = path.Length - 2; i >= 0; i--)
        {
            if (_classes.TryGetValue(path[i], out string? layer))
            {
                return layer;
            }
        }

        return "";
    }

    /// <summary>Without <c>:0</c>, and what a moving average adds: it has the role of what it averages.</summary>
    private static string Plain(string name)
    {
        int colon = name.LastIndexOf(':');
        string plain = colon > 0 && name.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? name[..colon] : name;
        return plain.EndsWith(MovingAverage, StringComparison.Ordinal) ? plain[..^MovingAverage.Length] : plain;
    }

    /// <summary><c>lstm_cell_1</c> → <c>lstm_cell</c>, <c>fc2</c> → <c>fc</c>.</summary>
    internal static string WithoutNumber(string part)
    {
        string text = part.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return text.Length == part.Length || text.Length == 0 ? part : text.TrimEnd('_');
    }
}
