// Specification: https://flax-linen.readthedocs.io/en/latest/api_reference/flax.linen/layers.html
using Heavytail.Tensors;

namespace Heavytail.Formats.Flax;

/// <summary>What an array does, by the names that Flax' own modules give to their parameters.</summary>
internal sealed class FlaxRoles
{
    private readonly IReadOnlyDictionary<string, TensorShape> _shapes;
    private readonly IReadOnlyDictionary<string, string> _plainNames;
    private readonly ScannedLayers _scanned;

    private static readonly HashSet<string> s_lstm = ["ii", "if", "ig", "io", "hi", "hf", "hg", "ho"];
    private static readonly HashSet<string> s_gru = ["ir", "iz", "in", "hr", "hz", "hn"];
    private static readonly HashSet<string> s_projections = ["query", "key", "value"];
    private static readonly HashSet<string> s_vectors = ["bias", "scale", "mean", "var"];

    private FlaxRoles(
        IReadOnlyDictionary<string, TensorShape> shapes, IReadOnlyDictionary<string, string> plainNames)
    {
        _shapes = shapes;
        _plainNames = plainNames;
        _scanned = new ScannedLayers(shapes);
    }

    /// <param name="shapes">The dimensions of each array of the file, by the name that is stored.</param>
    public static FlaxRoles Of(IReadOnlyDictionary<string, TensorShape> shapes)
    {
        var plainNames = ValueSuffix.PlainNames([.. shapes.Keys]);
        return new FlaxRoles(
            plainNames.Count == 0 ? shapes : shapes.ToDictionary(
                array => plainNames.GetValueOrDefault(array.Key, array.Key), array => array.Value,
                StringComparer.Ordinal),
            plainNames);
    }

    /// <summary>The role of an array; null where name and shape must decide.</summary>
    public TensorRole? Find(string stored, TensorShape shape)
    {
        string name = _plainNames.GetValueOrDefault(stored, stored);
        return _scanned.RoleOf(name, shape, one => FindOne(name, one)) is { } role
            ? role with { IsByName = true } : null;
    }

    private TensorRole? FindOne(string name, TensorShape shape)
    {
        string[] path = name.Split('/');
        string parent = path.Length > 1 ? path[^2] : "";
        string module = path.Length > 2 ? string.Join('/', path[..^2]) + "/" : "";
        return (path[^1], shape.Rank) switch
        {
            ("embedding", 2) => new TensorRole(TensorPurpose.Embedding, "Embed") { Axes = "oi" },
            ("kernel", 2) when s_lstm.Contains(parent) && _shapes.ContainsKey($"{module}hf/kernel") =>
                Matrix(TensorPurpose.Lstm, "LSTM cell"),
            ("kernel", 2) when s_gru.Contains(parent) && _shapes.ContainsKey($"{module}hz/kernel") =>
                Matrix(TensorPurpose.Gru, "GRU cell"),
            ("kernel", 2) => Matrix(TensorPurpose.Dense, "Dense"),

            // Heads and their width are two dimensions that are read as one; a model is no narrower than a head.
            ("kernel", 3) when s_projections.Contains(parent) && shape[0] >= shape[2] =>
                Matrix(TensorPurpose.Dense, "DenseGeneral") with { Axes = "ioo" },
            ("kernel", 3) when parent == "out" && _shapes.ContainsKey($"{module}query/kernel") =>
                Matrix(TensorPurpose.Dense, "DenseGeneral") with { Axes = "iio" },
            ("kernel", >= 3 and <= 5) when parent.StartsWith("ConvTranspose", StringComparison.Ordinal) =>
                Convolution(TensorPurpose.TransposedConvolution, "ConvTranspose", shape.Rank),
            // Layers that are scanned lie in one array, and so do their biases.
            ("kernel", 3) when _shapes.GetValueOrDefault($"{name[..^path[^1].Length]}bias") is { Rank: 2 } =>
                Matrix(TensorPurpose.Dense, "Dense") with { Axes = "sio", StackWord = "layer" },
            ("kernel", 4 or 5) => Convolution(TensorPurpose.Convolution, "Conv", shape.Rank),
            ("kernel", 3) when parent.StartsWith("Conv", StringComparison.OrdinalIgnoreCase) =>
                Convolution(TensorPurpose.Convolution, "Conv", shape.Rank),
            (var last, >= 2) when s_vectors.Contains(last) => new TensorRole(TensorPurpose.NotAWeight, last),
            _ => null,
        };
    }

    private static TensorRole Matrix(TensorPurpose purpose, string word) => new(purpose, word) { Axes = "io" };

    private static TensorRole Convolution(TensorPurpose purpose, string word, int rank) =>
        new(purpose, word) { Axes = new string('k', rank - 2) + "io" };
}
