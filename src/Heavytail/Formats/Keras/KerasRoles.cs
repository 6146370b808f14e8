using Heavytail.Tensors;

namespace Heavytail.Formats.Keras;

/// <summary>
/// What a Keras file's variables do: by the configuration where there is one, else by names and shapes.
/// </summary>
internal sealed class KerasRoles
{
    private const string Vars = "vars";

    private readonly KerasConfig? _config;
    private readonly KerasNaming _naming;

    /// <param name="shapes">All variables, by the names that the file gives them.</param>
    /// <param name="config">The model's configuration; null where the file has none.</param>
    public KerasRoles(IReadOnlyList<(string Name, TensorShape Shape)> shapes, KerasConfig? config)
    {
        _config = config;
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in shapes.SelectMany(tensor => tensor.Name.Split('/')[..^1]))
        {
            if (KerasClasses.FromPart(part) is { } word)
            {
                classes.TryAdd(part, word);
            }
        }

        if (!shapes.Any(tensor => IsNumbered(tensor.Name.Split('/'))))
        {
            foreach (var (name, layer) in config?.ByName ?? new Dictionary<string, KerasLayer>())
            {
                classes[name] = layer.Class;
            }
        }

        _naming = new KerasNaming(
            shapes.Select(tensor => KeyValuePair.Create(Plain(tensor.Name, tensor.Shape), tensor.Shape)), classes);
    }

    /// <summary>Whether a variable has a number for a name, as in Keras 3: <c>layers/dense/vars/0</c>.</summary>
    public static bool IsNumbered(ReadOnlySpan<string> path) =>
        path.Length > 1 && path[^2] == Vars && int.TryParse(path[^1], out int number) && number >= 0;

    /// <summary>The layer that a variable belongs to; null if no configuration says it.</summary>
    public KerasLayer? LayerOf(string name)
    {
        if (_config is null)
        {
            return null;
        }

        string[] path = name.Split('/');
        return IsNumbered(path)
            ? _config.Model.Find(path[..^2])
            : path[..^1].Reverse().Select(part => _config.ByName.GetValueOrDefault(part)).FirstOrDefault(
                layer => layer is not null);
    }

    /// <summary>The role of a variable; null if nothing says it, or it has one dimension.</summary>
    public TensorRole? RoleOf(string name, TensorShape shape)
    {
        if (shape.Rank < 2)
        {
            return null;
        }

        var layer = LayerOf(name);
        string[] path = Plain(name, shape).Split('/');
        string variable = path[^1];
        string parent = path.Length > 1 ? path[^2] : "";
        string word = layer is { Layers.Count: 0, Inner.Count: 0 } ? layer.Class : ClassOf(path);
        if (KerasClasses.HasNoMatrix(word) || variable is "bias" or "vector_u" or "sn_u")
        {
            return new TensorRole(
                TensorPurpose.NotAWeight, variable is "vector_u" or "sn_u" || word.Length == 0 ? variable : word);
        }

        var special = variable == "kernel" ? OfKernel(word, parent, layer, shape) : OfFirstKeras(word, variable, shape);
        if (special is not null)
        {
            return special;
        }

        // A kernel of these that is none of the above cannot be told by its shape.
        if (word is "EinsumDense" or "LocallyConnected1D" or "LocallyConnected2D")
        {
            return null;
        }

        var role = _naming.RoleOf(string.Join('/', path), shape);
        return role is { Purpose: TensorPurpose.Convolution or TensorPurpose.TransposedConvolution }
            && layer is { Groups: > 1, Inner.Count: 0 } && !variable.StartsWith("pointwise", StringComparison.Ordinal)
            ? role with { Groups = layer.Groups }
            : role;
    }

    private static TensorRole? OfKernel(string word, string parent, KerasLayer? layer, TensorShape shape)
    {
        if (shape.Rank == 3 && KerasNaming.Projection(parent, word) is { } axes)
        {
            string operation = word.Length > 0 && word != "EinsumDense" ? word : "MultiHeadAttention";
            return new TensorRole(TensorPurpose.Dense, operation) { Axes = axes };
        }

        return word switch
        {
            "EinsumDense" when layer?.Equation is { } equation => KerasEinsum.RoleOf(equation, shape.Rank),
            "EinsumDense" when shape.Rank == 2 => new TensorRole(TensorPurpose.Dense, word) { Axes = "io" },
            "LocallyConnected1D" or "LocallyConnected2D" when shape.Rank == 3 && layer is not { Implementation: > 1 } =>
                new TensorRole(TensorPurpose.Dense, word) { Axes = "sio", StackWord = "place" },
            "Convolution2D" when layer is { IsTheanoOrder: true } && shape.Rank == 4 =>
                new TensorRole(TensorPurpose.Convolution, word) { Axes = "oikk" },
            _ => null,
        };
    }

    /// <summary>Keras 1 keeps each gate's matrices apart: <c>W_i</c>, <c>U_f</c>.</summary>
    private static TensorRole? OfFirstKeras(string word, string variable, TensorShape shape)
    {
        bool isGate = shape.Rank == 2 && variable.Length == 3 && variable[0] is 'W' or 'U' && variable[1] == '_';
        return (isGate, word) switch
        {
            (true, "LSTM") => new TensorRole(TensorPurpose.Lstm, word) { Axes = "io" },
            (true, "GRU") => new TensorRole(TensorPurpose.Gru, word) { Axes = "io" },
            _ => null,
        };
    }

    private string ClassOf(string[] path)
    {
        for (int i = path.Length - 2; i >= 0; i--)
        {
            if ((_config is null ? null : _config.ByName.GetValueOrDefault(path[i])?.Class) is { } known)
            {
                return known;
            }

            if (KerasClasses.FromPart(path[i]) is { } word)
            {
                return word;
            }
        }

        return "";
    }

    /// <summary>
    /// A name that says what the variable is: <c>layers/dense/vars/0</c> → <c>layers/dense/kernel</c>.
    /// </summary>
    private static string Plain(string name, TensorShape shape)
    {
        string[] path = name.Split('/');
        if (IsNumbered(path))
        {
            int number = int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture);
            string parent = path.Length > 2 ? path[^3] : "";
            string? variable = parent.TrimStart('_') switch
            {
                "cell" or "forward_cell" or "backward_cell" => KerasClasses.Variable("LSTM", number),
                _ => KerasClasses.Variable(
                    KerasClasses.FromPart(parent)
                        ?? (parent.Contains("embedding", StringComparison.Ordinal) ? "Embedding" : "Dense"), number),
            };
            return string.Join('/', path[..^2]) + "/" + (variable ?? (shape.Rank > 1 ? path[^1] : "bias"));
        }

        int colon = name.LastIndexOf(':');
        string plain = colon > 0 && int.TryParse(name.AsSpan(colon + 1), out _) ? name[..colon] : name;
        string last = plain[(plain.LastIndexOf('/') + 1)..];
        string before = plain[..^last.Length];

        // Keras 1 puts the layer's name in front: dense_1/dense_1_W.
        string owner = path.Length > 1 ? path[^2] : "";
        if (owner.Length > 0 && last.Length > owner.Length + 1 && last.StartsWith(owner, StringComparison.Ordinal)
            && last[owner.Length] == '_')
        {
            last = last[(owner.Length + 1)..];
        }

        return before + last switch { "W" => "kernel", "U" => "recurrent_kernel", "b" => "bias", _ => last };
    }
}
