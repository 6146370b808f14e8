using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;

namespace Heavytail.Formats.Quantization;

/// <summary>The tensors of a checkpoint by name, while its packed weights take their places.</summary>
internal sealed class PackedTensors
{

    private readonly ByteSource _file;
    private readonly StoredTensor[] _tensors;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<int> _done = [];
    private readonly SortedDictionary<string, int> _schemes = new(StringComparer.Ordinal);
    private readonly List<string> _unsupported = [];
    private QuantizationConfig? _config;

    public PackedTensors(ByteSource file, IReadOnlyList<StoredTensor> tensors)
    {
        _file = file;
        _tensors = [.. tensors];
        foreach (var (index, tensor) in _tensors.Index())
        {
            _byName.TryAdd(tensor.Info.Name, index);
        }
    }

    /// <summary>What <c>config.json</c> says of the quantization; read when a packed weight asks for it.</summary>
    public QuantizationConfig Config => _config ??= QuantizationConfig.Read(_file);

    public IReadOnlyList<StoredTensor> Tensors => _tensors;

    /// <summary>
    /// Weights by scheme, and whether the configuration was there to say so; null where nothing was packed.
    /// </summary>
    public string? Summary => _schemes.Count == 0
        ? null
        : string.Join("; ", _schemes.Select(scheme => string.Create(
            CultureInfo.InvariantCulture,
            $"{scheme.Key}: {scheme.Value} {(scheme.Value == 1 ? "tensor" : "tensors")}")))
            + (Config.IsThere ? "" : "; no quantization_config beside it, layouts are derived from the shapes");

    /// <summary>Packed tensors that are listed as they are stored, and why.</summary>
    public IReadOnlyCollection<string> Unsupported => _unsupported;

    /// <summary>Tensors of a name that ends so, with what is before it; those already unpacked left out.</summary>
    public IEnumerable<(string Prefix, StoredTensor Tensor)> EndingIn(string suffix)
    {
        for (int index = 0; index < _tensors.Length; index++)
        {
            string name = _tensors[index].Info.Name;
            if (!_done.Contains(index) && name.Length > suffix.Length
                && name.EndsWith(suffix, StringComparison.Ordinal))
            {
                yield return (name[..^suffix.Length], _tensors[index]);
            }
        }
    }

    /// <summary>A tensor by its name; null if there is none, or where it is part of another weight already.</summary>
    public StoredTensor? Find(string name) =>
        _byName.TryGetValue(name, out int index) && !_done.Contains(index) ? _tensors[index] : null;

    /// <summary>Puts a weight in the place of a packed tensor, and says of its companions what they are.</summary>
    /// <param name="scheme">Its name, for people: <c>GPTQ</c>.</param>
    /// <param name="packed">The tensor that has its codes.</param>
    /// <param name="name">Name of the weight.</param>
    /// <param name="shape">Shape of the weight.</param>
    /// <param name="encoding">Encoding of its elements in the file.</param>
    /// <param name="what">Recipe that computes the weights.</param>
    /// <param name="companions">Tensors that belong to it, and a word for each: <c>scales</c>.</param>
    /// <param name="role">Role that the scheme gives it.</param>
    public void Replace(
        string scheme,
        StoredTensor packed,
        string name,
        TensorShape shape,
        string encoding,
        Dequantization what,
        IEnumerable<(StoredTensor? Tensor, string Word)> companions,
        TensorRole? role = null)
    {
        Check(packed, what);
        int place = packed.Info.Index;
        if (_byName.TryGetValue(name, out int other) && other != place)
        {
            throw Invalid(packed, $"stands for `{name}`, which is in the file too");
        }

        MarkCompanions(scheme, [.. companions]);
        var info = new TensorInfo(place, name, ElementType.F32, shape, packed.Info.File)
        {
            Encoding = encoding,
            IsQuantized = true,
            StoredByteCount = packed.Info.StoredByteCount,
            Role = role ?? packed.Info.Role,
        };
        _tensors[place] = new StoredTensor(info, what.Open);
        _done.Add(place);
        _schemes[scheme] = _schemes.GetValueOrDefault(scheme) + 1;
    }

    /// <summary>Says of tensors that they belong to a packed weight.</summary>
    public void MarkCompanions(string scheme, params ReadOnlySpan<(StoredTensor? Tensor, string Word)> companions)
    {
        foreach (var (tensor, word) in companions)
        {
            if (tensor is not null)
            {
                var companion = tensor.Info;
                _done.Add(companion.Index);
                _tensors[companion.Index] = tensor with
                {
                    Info = companion with
                    {
                        Role = new TensorRole(TensorPurpose.NotAWeight, $"{word} of {scheme}"),
                        IsCompanion = true,
                    },
                };
            }
        }
    }

    /// <summary>Leaves a packed tensor as it is stored, and says why.</summary>
    public void Leave(StoredTensor packed, string reason)
    {
        _done.Add(packed.Info.Index);
        _unsupported.Add($"{packed.Info.Name}: {reason}");
        _tensors[packed.Info.Index] = packed with { Info = packed.Info with { Unread = reason } };
    }

    /// <summary>A shape whose elements can be counted in bytes.</summary>
    /// <exception cref="InvalidCheckpointException">They cannot.</exception>
    public TensorShape Shape(StoredTensor packed, params ReadOnlySpan<long> sides)
    {
        Int128 bytes = 2 * sizeof(double);
        foreach (long side in sides)
        {
            bytes = bytes > long.MaxValue ? bytes : bytes * side;
        }

        return bytes >= 0 && bytes <= long.MaxValue
            ? new TensorShape(sides)
            : throw Invalid(packed, "has more weights than fit in 2^63 bytes");
    }

    /// <summary>The error of a tensor and its companion that do not fit.</summary>
    public InvalidCheckpointException DoesNotFit(
        StoredTensor packed, StoredTensor companion, string expected) => Invalid(
        packed,
        $"{packed.Info.Type.Name()} {packed.Info.Shape} and its companion `{companion.Info.Name}`, "
        + $"{companion.Info.Type.Name()} {companion.Info.Shape}, do not fit: {expected}");

    public InvalidCheckpointException Invalid(StoredTensor packed, string problem) =>
        _file.InvalidTensor(
            packed.Info.Name, problem,
            "the files may be of different models, or damaged; compare them with their source");

    /// <summary>What is buffered for each row and for all groups is bounded, whatever the shapes claim.</summary>
    private void Check(StoredTensor packed, Dequantization what)
    {
        long columns = Math.Max(what.Codes.Columns, what.Scales.Columns);
        if (columns > NumberGrid.MaxColumns)
        {
            throw Invalid(
                packed, $"has rows of {columns:N0} packed weights, at most {NumberGrid.MaxColumns:N0} are read");
        }

        if (what.RowGroups is not null && (Int128)what.Scales.Rows * what.Scales.Columns > NumberGrid.MaxBuffered)
        {
            throw Invalid(
                packed,
                $"has {what.Scales.Rows:N0} groups of {what.Scales.Columns:N0} scales, at most "
                + $"{NumberGrid.MaxBuffered:N0} scales are read");
        }
    }
}
