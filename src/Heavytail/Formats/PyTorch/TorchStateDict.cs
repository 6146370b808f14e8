using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// What a training script saved → the named tensors of its model. A checkpoint that keeps the model under one known
/// key gives names relative to it; an optimizer's state is left out and reported as ignored.
/// </summary>
/// <param name="file">The checkpoint.</param>
/// <param name="findStorage">From a storage's key to its bytes; null where the file has none.</param>
internal sealed class TorchStateDict(ByteSource file, Func<string, TorchStorage?> findStorage)
{
    /// <summary>The name of the only tensor of a file that holds nothing but a tensor.</summary>
    private const string BareTensorName = "tensor";

    private const string StateDictSuffix = "state_dict";

    /// <summary>
    /// Keys under which training scripts keep the model's own state, beside all that end in state_dict.
    /// </summary>
    private static readonly HashSet<string> s_modelKeys = new(StringComparer.Ordinal)
    {
        "model_state", "model", "net", "network", "module", "params", "weights", "ema", "params_ema", "state_dict_ema",
        "model_ema", "generator", "g_ema",
    };

    /// <summary>
    /// Parts of the keys under which they keep what belongs to the training run: optimizer_G, optim_states.
    /// </summary>
    private static readonly string[] s_trainingParts =
        ["optim", "scheduler", "grad_scaler", "amp_scaler", "loss_scaler"];

    private static readonly HashSet<string> s_trainingKeys = new(StringComparer.Ordinal)
    {
        "opt", "opt_state", "opt_state_dict", "scaler", "scaler_state_dict",
    };

    private readonly TensorWalk _walk = new(file);
    private readonly TorchRebuild _rebuild = new(file);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<string> _unsupported = [];

    /// <summary>Lists the tensors of what the pickle describes.</summary>
    /// <exception cref="InvalidCheckpointException">A tensor is not whole, or its description contradicts
    /// itself.</exception>
    public CheckpointContents Read(object? root)
    {
        var named = root is PickleDict dict ? ReadTopLevel(dict) : Name(_walk.Walk(root), skip: 0);
        var tensors = new List<StoredTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, built) in named)
        {
            if (!names.Add(name))
            {
                throw file.InvalidTensor(name, "two tensors have this name");
            }

            Add(tensors, name, built);
        }

        if (_unsupported.Count > 0)
        {
            _metadata[MetadataNotes.UnsupportedKey] = MetadataNotes.Join(_unsupported);
        }

        return new CheckpointContents(tensors, _metadata, []);
    }

    /// <summary>
    /// What belongs to the run is walked last: where it shares a container with the model, the model has it.
    /// </summary>
    private List<(string Name, PickleObject Built)> ReadTopLevel(PickleDict dict)
    {
        _walk.Skip(dict);
        var parts = new List<(string? Key, List<FoundTensor> Tensors, bool IsModel)>();
        foreach (var (key, value) in dict.Items.Where(item => !IsTraining(item)))
        {
            var single = new PickleDict();
            single.Set(key, value);
            var found = _walk.Walk(single, within: dict);
            bool holdsState = value is PickleDict || (value is PickleObject built && !TorchRebuild.IsTensor(built));
            parts.Add((key as string, found, found.Count > 0 && holdsState && IsModelKey(key)));
        }

        var ignored = new List<string>();
        foreach (var (key, value) in dict.Items.Where(IsTraining))
        {
            int count = _walk.Walk(value, within: dict).Count;
            if (count > 0)
            {
                ignored.Add(
                    string.Create(
                        CultureInfo.InvariantCulture, $"{key}: {count} {(count == 1 ? "tensor" : "tensors")}"));
            }
        }

        if (ignored.Count > 0)
        {
            _metadata["ignored"] = MetadataNotes.Join(ignored);
        }

        // With two models in one file (a network and its moving average, say) the key is what tells them apart.
        bool hasOneModel = parts.Count(part => part.IsModel) == 1;
        if (hasOneModel)
        {
            _metadata["state_dict"] = parts.Single(part => part.IsModel).Key!;
        }

        return [.. parts.SelectMany(part => Name(part.Tensors, skip: hasOneModel && part.IsModel ? 1 : 0))];
    }

    private static bool IsModelKey(object? key) =>
        key is string name && (s_modelKeys.Contains(name) || name.EndsWith(StateDictSuffix, StringComparison.Ordinal));

    private static bool IsTraining(KeyValuePair<object?, object?> item) =>
        item.Key is string key
        && (s_trainingKeys.Contains(key)
        || s_trainingParts.Any(part => key.Contains(part, StringComparison.OrdinalIgnoreCase)))
        && !(item.Value is PickleObject built && TorchRebuild.IsTensor(built));

    private static List<(string Name, PickleObject Built)> Name(List<FoundTensor> found, int skip) =>
        [.. found.Select(tensor => (
            tensor.Keys.Count == 0 ? BareTensorName : string.Join('.', tensor.Keys.Skip(skip)), tensor.Built))];

    private void Add(List<StoredTensor> tensors, string name, PickleObject built)
    {
        if (_rebuild.Read(built, name, out string? reason) is not { } tensor)
        {
            _unsupported.Add($"{name}: {reason}");
            return;
        }

        var storage = findStorage(tensor.StorageId.Key);
        tensor.Check(storage, file, name);
        if (tensor.Type.Element is not { } element)
        {
            _unsupported.Add($"{name}: elements of {tensor.Type.Name}");
            return;
        }

        if (tensor.Type.Name[0] == 'q')
        {
            _unsupported.Add($"{name}: quantized ({tensor.Type.Name}), listed as its stored {element.Name()}");
        }

        tensors.Add(tensor.ToStored(tensors.Count, name, element, storage, file));
    }
}
