using Heavytail.Formats.HuggingFace;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>What a rule may look at beside the tensor: its neighbors, and what the model says of itself.</summary>
internal sealed class LayerContext
{
    /// <summary>How far a neighbor may be: norms and biases lie between.</summary>
    private const int Reach = 16;

    private readonly Dictionary<string, TensorInfo> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BufferWords> _bufferWords = new(StringComparer.Ordinal);
    private bool? _hasGpt2Conv1D;
    private bool? _hasOnlyMoments;
    private Dictionary<(string Before, string After), TensorInfo>? _trained;
    private ILookup<(string Parent, long Length), TensorInfo>? _stacks;
    private ILookup<(string Parent, long Length), TensorInfo>? _vectors;
    private ILookup<(string Parent, long Length), TensorInfo>? _tables;

    public LayerContext(
        IReadOnlyList<TensorInfo> tensors, ModelConfiguration? configuration, string? framework = null)
    {
        Tensors = tensors;
        Configuration = configuration;
        Framework = framework;
        foreach (var tensor in tensors)
        {
            _byName.TryAdd(tensor.Name, tensor);
        }
    }

    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>What Keras' names say, with the neighbors that they depend on.</summary>
    public KerasNaming KerasNaming => field ??= new KerasNaming(
        Tensors.Select(tensor => KeyValuePair.Create(tensor.Name.Replace('.', '/'), tensor.Shape)));

    /// <summary>Copies of networks, and the tensors of the networks by their names within them.</summary>
    public CopyIndex Copies => field ??= new CopyIndex(this);

    /// <summary>Lists of tensors without names.</summary>
    public TensorLists Lists => field ??= new TensorLists(Tensors);

    /// <summary>Whether all matrices of the file are moments of Adam in the state of an optimizer of optax.</summary>
    public bool HasOnlyMoments => _hasOnlyMoments ??= TrainingStateRules.AreMoments(Tensors);

    /// <summary>Lengths of stacks of matrices: a norm for each has as many rows.</summary>
    public IReadOnlySet<long> StackLengths => field ??= Tensors.Where(tensor => tensor.Shape.Rank == 3)
        .Select(tensor => tensor.Shape[0]).ToHashSet();

    /// <summary>Those lengths, each with a dimension of the matrices.</summary>
    public IReadOnlySet<(long Length, long Width)> StackWidths => field ??= Tensors
        .Where(tensor => tensor.Shape.Rank == 3)
        .SelectMany(tensor => tensor.Shape.Dimensions.Skip(1).Select(width => (tensor.Shape[0], width))).ToHashSet();

    /// <summary>What chooses among the experts of a mixture.</summary>
    public RouterIndex Routers => field ??= new RouterIndex(Tensors);

    /// <summary>The layers that have factors of an adapter.</summary>
    public IReadOnlySet<string> Adapters => field ??= Tensors.Select(tensor => AdapterNaming.OwnerOf(tensor.Name))
        .OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// How well the elements of two tensors of equal shape correlate, null where that cannot be told; null where only
    /// headers are read.
    /// </summary>
    public Func<TensorInfo, TensorInfo, double?>? Correlate { get; init; }

    /// <summary>The <c>config.json</c> beside the file, if there is one.</summary>
    public ModelConfiguration? Configuration { get; }

    /// <summary>The framework that the file's metadata names, <c>pt</c> or <c>mlx</c>; null if there is none.</summary>
    public string? Framework { get; }

    /// <summary>The order of dimensions that kernels of this file have, as far as shapes prove it.</summary>
    public KernelOrder KernelOrder => field ??= KernelOrder.Of(this);

    /// <summary>Whether dense matrices are stored <c>[in, out]</c>, as GPT-2 does.</summary>
    public bool HasGpt2Conv1D => _hasGpt2Conv1D ??= Tensors.Any(tensor =>
        tensor is { Role: null, Shape.Rank: 2 } && tensor.Shape[1] == 3 * tensor.Shape[0]
        && WrapperNames.Plain(tensor.Name).EndsWith("c_attn.weight", StringComparison.Ordinal));

    /// <summary>What the last part of a name says of tables and filters; a model has few such parts.</summary>
    public BufferWords BufferWords(string last) => _bufferWords.TryGetValue(last, out var words)
        ? words
        : _bufferWords[last] = BufferRules.Read(last);

    /// <summary>The nearest earlier tensor of at least three dimensions; null if there is none.</summary>
    public TensorInfo? ConvolutionBefore(TensorInfo tensor) => Nearest(tensor.Index, -1);

    /// <summary>The nearest later tensor of at least three dimensions; null if there is none.</summary>
    public TensorInfo? ConvolutionAfter(TensorInfo tensor) => Nearest(tensor.Index, 1);

    /// <summary>A tensor by its stored name, with or without TensorFlow's <c>:0</c>; null if there is none.</summary>
    public TensorInfo? Find(string name) => _byName.GetValueOrDefault(name) ?? _byName.GetValueOrDefault(name + ":0");

    /// <summary>
    /// <c>head.modules_to_save.default.weight</c> of <c>head.original_module.weight</c>, as PEFT wraps a module that it
    /// trains as a whole; null of other names.
    /// </summary>
    public TensorInfo? TrainedCopyOf(TensorInfo tensor)
    {
        const string Original = ".original_module.";
        const string Saved = ".modules_to_save.";
        if (tensor.Name.LastIndexOf(Original, StringComparison.Ordinal) is not (> 0 and int cut))
        {
            return null;
        }

        if (_trained is null)
        {
            _trained = [];
            foreach (var saved in Tensors)
            {
                // The name of the adapter comes between.
                int start = saved.Name.LastIndexOf(Saved, StringComparison.Ordinal);
                int adapter = start + Saved.Length;
                if (start > 0 && saved.Name.IndexOf('.', adapter) is >= 0 and int end)
                {
                    _trained.TryAdd((saved.Name[..start], saved.Name[(end + 1)..]), saved);
                }
            }
        }

        return _trained.GetValueOrDefault((tensor.Name[..cut], tensor.Name[(cut + Original.Length)..])) is { } trained
            && trained.Shape.Equals(tensor.Shape) ? trained : null;
    }

    /// <summary>The bias beside a weight; null if there is none.</summary>
    public TensorInfo? BiasOf(TensorInfo tensor)
    {
        var (parent, last) = NameParts.Of(tensor.Name);
        return (last switch
        {
            "weight" or "kernel" or "weight_v" or "weight_orig" => Find(parent + "bias"),
            "w" => Find(parent + "b"),
            "W" => Find(parent + "b") ?? Find(parent + "B"),
            "weights" or "filters" or "filter" => Find(parent + "biases") ?? Find(parent + "bias"),
            _ => SameLayer(last),
        }) ?? Find(parent + last + "_bias") ?? Find(parent + "bias_" + last);

        // conv1_W and conv1_b, conv1_weights and conv1_biases.
        TensorInfo? SameLayer(string word) => word.LastIndexOf('_') is > 0 and int cut
            ? word[(cut + 1)..] switch
            {
                "w" or "W" => Find(parent + word[..cut] + "_b"),
                "weight" or "kernel" or "weights" or "filters" =>
                    Find(parent + word[..cut] + "_bias") ?? Find(parent + word[..cut] + "_biases"),
                _ => null,
            }
            : null;
    }

    /// <summary>
    /// A stack in the same module, with a matrix for each row of a tensor and a dimension as wide as its last; null if
    /// there is none.
    /// </summary>
    public TensorInfo? StackBeside(TensorInfo tensor)
    {
        _stacks ??= Tensors
            .Where(stack => stack.Shape.Rank is 3 or 4 && stack.Name.Length <= NameParts.Longest
                && (stack.Shape[1] > 1 || !StackedVectors.IsBias(NameParts.Of(stack.Name).Last)))
            .ToLookup(stack => (NameParts.Of(stack.Name).Parent, stack.Shape[0]));
        long width = tensor.Shape.Dimensions[^1];
        return _stacks[(NameParts.Of(tensor.Name).Parent, tensor.Shape[0])]
            .Where(stack => stack.Shape.Dimensions.Skip(1).Contains(width))

            // W1 has b1, and W2 has b2.
            .MaxBy(stack => stack.Name.LastOrDefault() == tensor.Name.LastOrDefault());
    }

    /// <summary>
    /// Whether two tables or more in the same module have as many rows: attributes of points and no weights.
    /// </summary>
    public bool IsOfPoints(TensorInfo tensor)
    {
        _tables ??= Tensors.Where(table => table.Shape.Rank == 2 && table.Name.Length <= NameParts.Longest)
            .ToLookup(table => (NameParts.Of(table.Name).Parent, table.Shape[0]));
        return tensor.Shape.Rank == 3 && tensor.Name.Length <= NameParts.Longest
            && _tables[(NameParts.Of(tensor.Name).Parent, tensor.Shape[0])].Skip(1).Any();
    }

    /// <summary>
    /// A bias or norm in the same module that has a row for each matrix of a stack; null if there is none.
    /// </summary>
    public TensorInfo? VectorBeside(TensorInfo tensor)
    {
        _vectors ??= Tensors
            .Where(vector => vector.Shape.Rank == 2 && vector.Role is null && vector.Name.Length <= NameParts.Longest
                && StackedVectors.Of(vector, this) is not null)
            .ToLookup(vector => (NameParts.Of(vector.Name).Parent, vector.Shape[0]));
        return _vectors[(NameParts.Of(tensor.Name).Parent, tensor.Shape[0])].FirstOrDefault();
    }

    /// <summary>The vector right behind a tensor and its bias: the scale of a norm; null if there is none.</summary>
    public TensorInfo? NormAfter(TensorInfo tensor)
    {
        int next = tensor.Index + 1;
        while (next < Tensors.Count && Tensors[next].IsCompanion)
        {
            next++;
        }

        return next < Tensors.Count && Tensors[next].Shape.Rank == 1 ? Tensors[next] : null;
    }

    private TensorInfo? Nearest(int index, int step)
    {
        int seen = 0;
        for (int k = index + step; k >= 0 && k < Tensors.Count && seen < Reach; k += step)
        {
            // The mask or the magnitudes of a neighbor are not one.
            if (Tensors[k].IsCompanion)
            {
                continue;
            }

            if (Tensors[k].Shape.Rank >= 3)
            {
                return Tensors[k];
            }

            seen++;
        }

        return null;
    }
}
