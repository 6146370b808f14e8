using System.Globalization;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// What a training script saved → the named tensors of its model. A checkpoint that keeps the model under one known
/// key gives names relative to it; an optimizer's state is left out and reported as ignored.
/// </summary>
/// <param name="file">The checkpoint.</param>
internal sealed class TorchStateDict(TorchFile file)
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

    /// <summary>Those of an average, which may be beside a network under a key that nobody knows.</summary>
    private static readonly HashSet<string> s_averageKeys = new(StringComparer.Ordinal)
    {
        "ema", "params_ema", "state_dict_ema", "model_ema", "g_ema", "ema_state_dict",
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

    private readonly TensorWalk _walk = new(file.Source);
    private readonly TorchRebuild _rebuild = new(file);
    private readonly TorchClaims _claims = new(file);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly UnreadTensors _unread = new();

    /// <summary>Lists the tensors of what the pickle describes.</summary>
    /// <exception cref="InvalidCheckpointException">A tensor is not whole, or its description contradicts
    /// itself.</exception>
    public CheckpointContents Read(object? root)
    {
        var pieces = new TorchPieces(root);
        var named = root is PickleDict dict ? ReadTopLevel(dict) : Name(_walk.Walk(root), skip: 0);
        var tensors = new List<StoredTensor>();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, found) in named)
        {
            if (found.IsOptimizer)
            {
                AddTraining("state of an optimizer", name, found);
            }
            else
            {
                Add(tensors, pieces, Unique(names, name), found.Built);
            }
        }

        if (pieces.Processes is { } processes)
        {
            _metadata[TrainerState.TensorParallelKey] = processes.ToString(CultureInfo.InvariantCulture);
        }

        if (pieces.Remark is { } remark)
        {
            _unread.Remark(remark);
        }

        _unread.AddTo(_metadata);
        return new CheckpointContents(tensors, _metadata, []) { Unread = _unread.All };
    }

    /// <summary>Keys of several kinds can give one name, <c>1</c> and <c>"1"</c>: later tensors get a number.</summary>
    private static string Unique(Dictionary<string, int> names, string name)
    {
        string unique = name;
        while (!names.TryAdd(unique, 1))
        {
            // The number goes on where it stopped, so that very many tensors of a name take no longer than others.
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{++names[name]}");
        }

        return unique;
    }

    /// <summary>
    /// What belongs to the run is walked last: where it shares a container with the model, the model has it.
    /// </summary>
    private List<(string Name, FoundTensor Found)> ReadTopLevel(PickleDict dict)
    {
        _walk.Skip(dict);
        var parts = new List<(string? Key, List<FoundTensor> Tensors, bool IsModel)>();
        foreach (var (key, value) in dict.Items.Where(item => !IsTraining(item)))
        {
            var single = new PickleDict();
            single.Set(key, value);
            var found = _walk.Walk(single, within: dict);
            bool holdsState = value is PickleDict || (value is PickleObject built && !TorchRebuild.IsTensor(built));
            bool isModel = holdsState && IsModelKey(key) && found.Exists(tensor => !tensor.IsOptimizer);
            parts.Add((key as string, found, isModel));
        }

        foreach (var (key, value) in dict.Items.Where(IsTraining))
        {
            var single = new PickleDict();
            single.Set(key, value);
            foreach (var (name, found) in Name(_walk.Walk(single, within: dict), skip: 0))
            {
                AddTraining((string)key!, name, found);
            }
        }

        // With two models in one file (a network and its moving average, say) the key is what tells them apart.
        bool hasOneModel = parts.Count(part => part.IsModel) == 1
            && !(parts.Exists(part => part.IsModel && s_averageKeys.Contains(part.Key!))
                && parts.Exists(part => !part.IsModel && part.Tensors.Exists(IsInContainer)));
        if (hasOneModel)
        {
            _metadata["state_dict"] = parts.Single(part => part.IsModel).Key!;
        }

        return [.. parts.SelectMany(part => Name(part.Tensors, skip: hasOneModel && part.IsModel ? 1 : 0))];
    }

    /// <summary>Whether a tensor is in a dictionary of its own, not an entry of the file itself.</summary>
    private static bool IsInContainer(FoundTensor tensor) => tensor.Keys.Count > 1 && !tensor.IsOptimizer;

    private static bool IsModelKey(object? key) =>
        key is string name && (s_modelKeys.Contains(name) || name.EndsWith(StateDictSuffix, StringComparison.Ordinal));

    private static bool IsTraining(KeyValuePair<object?, object?> item) =>
        item.Key is string key
        && (s_trainingKeys.Contains(key)
        || s_trainingParts.Any(part => key.Contains(part, StringComparison.OrdinalIgnoreCase)))
        && !(item.Value is PickleObject built && TorchRebuild.IsTensor(built));

    private static List<(string Name, FoundTensor Found)> Name(List<FoundTensor> found, int skip) =>
        [.. found.Select(tensor => (
            tensor.Keys.Count == 0 ? BareTensorName : string.Join('.', tensor.Keys.Skip(skip)), tensor))];

    private void AddTraining(string kind, string name, FoundTensor found) =>
        _unread.Add(_rebuild.Describe(found.Built, name) with
        {
            Reason = kind,
            NextStep = null,
            IsTrainingState = true,
        });

    private void Add(List<StoredTensor> tensors, TorchPieces pieces, string name, PickleObject built)
    {
        if (_rebuild.Read(built, name, out var unread) is not { } content)
        {
            _unread.Add(unread!);
            return;
        }

        content.Check(file, name);
        if (pieces.Find(name, content.Shape) is { } piece)
        {
            _unread.Add(new UnreadTensor(name, piece.Reason)
            {
                Shape = piece.Shape,
                Encoding = content.Encoding ?? content.Type.Name(),
                StoredByteCount = content.ByteCount,
                IsElsewhere = content.ByteCount == 0,
            });
            return;
        }

        _claims.Add(content, name);
        tensors.Add(content.ToStored(tensors.Count, name, file));
    }
}
