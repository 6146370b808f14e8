using System.Text;
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Hdf5;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Keras;

/// <summary>
/// The tensors of an HDF5 file: Keras' order, roles and facts where Keras wrote it, the file's own otherwise.
/// </summary>
/// <param name="file">The file, or the archive that holds it.</param>
/// <param name="tree">Its groups and datasets.</param>
/// <param name="configJson">The configuration beside the weights in an archive; null in a plain file, which may have
/// its own.</param>
internal sealed class KerasModel(ByteSource file, Hdf5Tree tree, byte[]? configJson)
{
    private const string WeightsGroup = "model_weights";
    private const string OptimizerGroup = "optimizer_weights";
    private const string Optimizer = "optimizer";
    private const int MaxFactLength = 200;

    /// <summary>
    /// A short name may stand behind a long path many times; real models list a million characters at most.
    /// </summary>
    private const int MaxListedCharacters = 16 << 20;

    private readonly UnreadTensors _unread = new();
    private readonly List<string> _ignored = [];
    private Dictionary<string, (ElementType Type, TensorShape Shape)>? _variables;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    public CheckpointContents Read()
    {
        var config = ReadConfig();
        bool isNumbered = tree.Datasets.Any(entry => KerasRoles.IsNumbered(entry.Name.Split('/')));
        bool isKeras = config is not null || isNumbered || LayerNames("") is not null
            || LayerNames(WeightsGroup) is not null;
        var entries = isKeras ? WithoutOptimizer(tree.Datasets, isNumbered) : [.. tree.Datasets];
        var roles = isKeras
            ? new KerasRoles([.. entries.Select(entry => (entry.Name, entry.Dataset.Shape))], config) : null;
        var tensors = new List<StoredTensor>();
        foreach (var entry in Order(entries, isNumbered, roles))
        {
            if (entry.Dataset.Problem is { } problem)
            {
                _unread.Add(
                    entry.Name, problem, entry.Dataset.Shape, entry.Dataset.Type.Element?.Name(),
                    entry.Dataset.StoredBytes);
                continue;
            }

            if (PairsOf(entry, roles, out string? unread) is { } pairs)
            {
                var whole = ToTensor(entry, tensors.Count, roles);
                var info = whole.Info with
                {
                    Shape = pairs.Shape,
                    Encoding = "int4",
                    StoredByteCount = entry.Dataset.StoredBytes,
                    Role = roles!.RoleOf(entry.Name, pairs.Shape),
                };
                tensors.Add(new StoredTensor(info, () => new KerasPairsStream(entry.Dataset.OpenRead(), pairs)));
            }
            else if (unread is not null)
            {
                _unread.Add(
                    entry.Name, unread, entry.Dataset.Shape, entry.Dataset.Type.Element?.Name(),
                    entry.Dataset.StoredBytes);
            }
            else
            {
                tensors.Add(ToTensor(entry, tensors.Count, roles));
            }
        }

        AddFacts(config);
        return new CheckpointContents(tensors, _metadata, [])
        {
            Unread = _unread.All,
            FormatName = configJson is not null ? null : FormatName(isKeras),
        };
    }

    /// <summary>How two codes a byte lie; null, and maybe why they are not read, for other variables.</summary>
    private KerasPairs? PairsOf(Hdf5Entry entry, KerasRoles? roles, out string? unread)
    {
        unread = null;
        if (roles is null || !KerasRoles.IsNumbered(entry.Name.Split('/')))
        {
            return null;
        }

        var layer = roles.LayerOf(entry.Name);
        bool isMatrix = entry.Dataset.Shape.Rank >= 2;
        if (layer?.Quantization is { } mode && mode is not ("int4" or "int8" or "float8") && isMatrix)
        {
            unread = $"{mode} of Keras, which is not read; analyze the model before it";
            return null;
        }

        return entry.Dataset.Type.Element == ElementType.I8
            ? KerasPairs.Find(entry.Name, entry.Dataset.Shape, Variable, layer, out unread)
            : null;
    }

    private (ElementType Type, TensorShape Shape)? Variable(string name)
    {
        _variables ??= tree.Datasets.Where(entry => entry.Dataset is { Problem: null, Type.Element: not null })
            .DistinctBy(entry => entry.Name).ToDictionary(
                entry => entry.Name,
                entry => (entry.Dataset.Type.Element!.Value, entry.Dataset.Shape),
                StringComparer.Ordinal);
        return _variables.TryGetValue(name, out var found) ? found : null;
    }

    private string? FormatName(bool isKeras) => isKeras ? "Keras (HDF5)"
        : file.Head("MATLAB 7.3"u8.Length).AsSpan().SequenceEqual("MATLAB 7.3"u8) ? "MATLAB 7.3 (HDF5)"
        : null;

    /// <summary>Python writes NaN and Infinity, which are not JSON: then names have to do.</summary>
    private KerasConfig? ReadConfig()
    {
        const string Attribute = "model_config";
        byte[]? json = configJson ?? (tree.Root.Text(Attribute) is { } text ? Encoding.UTF8.GetBytes(text) : null);
        if (json is null)
        {
            return null;
        }

        try
        {
            return KerasConfig.Parse(json);
        }
        catch (JsonException e)
        {
            _unread.Remark($"the model's configuration: {e.Message}; layers are classified by their names");
            return null;
        }
    }

    private List<Hdf5Entry> WithoutOptimizer(IReadOnlyList<Hdf5Entry> entries, bool isNumbered)
    {
        var kept = new List<Hdf5Entry>();
        foreach (var entry in entries)
        {
            string top = entry.Name.Split('/', 2)[0];
            if (entry.Name.Contains('/', StringComparison.Ordinal)
                && (top == OptimizerGroup || (isNumbered && top is Optimizer or "_optimizer")))
            {
                _unread.AddTrainingState(
                    entry.Name, top, entry.Dataset.Shape, entry.Dataset.Type.Element?.Name(),
                    entry.Dataset.StoredBytes);
                continue;
            }

            kept.Add(entry);
        }

        return kept;
    }

    /// <summary>What Keras lists comes first and in its order, then the rest.</summary>
    private IEnumerable<Hdf5Entry> Order(List<Hdf5Entry> entries, bool isNumbered, KerasRoles? roles)
    {
        if (roles is null)
        {
            return entries;
        }

        if (isNumbered)
        {
            return entries.OrderBy(entry => roles.LayerOf(entry.Name)?.Order ?? int.MaxValue);
        }

        long characters = 0;
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string prefix in (string[])["", WeightsGroup])
        {
            foreach (string layer in (LayerNames(prefix) ?? []).Distinct(StringComparer.Ordinal))
            {
                string group = prefix.Length == 0 ? layer : $"{prefix}/{layer}";
                foreach (string weight in (Names(group, "weight_names") ?? []).Distinct(StringComparer.Ordinal))
                {
                    characters += group.Length + weight.Length;
                    order.TryAdd(characters <= MaxListedCharacters ? $"{group}/{weight}" : throw file.Invalid(
                        $"lists weights whose names have more than {MaxListedCharacters:N0} characters"), order.Count);
                }
            }
        }

        var there = tree.Datasets.Select(entry => entry.Name).Concat(tree.Others.Select(other => other.Name))
            .ToHashSet(StringComparer.Ordinal);
        foreach (string name in order.Keys.Where(name => !there.Contains(name)))
        {
            _unread.Add(name, "listed by Keras, not in the file");
        }

        return entries.OrderBy(entry => order.GetValueOrDefault(entry.Name, int.MaxValue));
    }

    private IReadOnlyList<string>? LayerNames(string group) => Names(group, "layer_names");

    /// <summary>A list in an attribute; a long one goes on in attributes with numbers behind the name.</summary>
    private IReadOnlyList<string>? Names(string group, string attribute)
    {
        if (!tree.Groups.TryGetValue(group, out var attributes))
        {
            return null;
        }

        if (attributes.Texts(attribute) is { } all)
        {
            return all;
        }

        var names = new List<string>();
        for (int i = 0; attributes.Texts($"{attribute}{i}") is { } some; i++)
        {
            names.AddRange(some);
        }

        return names.Count == 0 ? null : names;
    }

    private StoredTensor ToTensor(Hdf5Entry entry, int index, KerasRoles? roles)
    {
        var dataset = entry.Dataset;
        var type = dataset.Type.Element!.Value;
        var info = new TensorInfo(index, entry.Name, type, dataset.Shape, file.Path)
        {
            StoredByteCount = dataset.StoredBytes,
            Role = roles?.RoleOf(entry.Name, dataset.Shape),
        };
        if (dataset.FilterNames is { } filters)
        {
            info = info with { Encoding = $"{type.Name()} ({filters})" };
        }

        return new StoredTensor(info, dataset.OpenRead) { Place = entry.Address };
    }

    private void AddFacts(KerasConfig? config)
    {
        AddFact("keras_version", Fact("keras_version"));
        AddFact("backend", Fact("backend"));
        AddFact("model_class", config?.Model.Class);
        AddFact("model_name", config?.Model.Name);
        _ignored.AddRange(tree.Others.Select(other => $"{other.Name}: {other.Reason}"));
        foreach (var (group, attributes) in tree.Groups.Where(group => group.Value.Unread > 0))
        {
            _unread.Remark($"{attributes.Unread} long attributes of `/{group}`: outside the blocks of their heap");
        }

        AddFact("ignored", MetadataNotes.Join(_ignored));
        _unread.AddTo(_metadata);
    }

    private string? Fact(string name) =>
        tree.Root.Text(name) ?? tree.Groups.GetValueOrDefault(WeightsGroup)?.Text(name);

    private void AddFact(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _metadata[key] = key is "ignored" || value.Length <= MaxFactLength
                ? value
                : value[..MaxFactLength] + "…";
        }
    }
}
