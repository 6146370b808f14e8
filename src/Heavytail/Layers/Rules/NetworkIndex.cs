namespace Heavytail.Layers.Rules;

/// <summary>
/// The tensors of a checkpoint by the ends of their names, so that the same network is found under another prefix.
/// Copies and gradients themselves are not in it.
/// </summary>
internal sealed class NetworkIndex
{
    private const int MostParts = 24;

    /// <summary>A name of one part proves nothing unless it is as long as this.</summary>
    private const int LongPart = 12;

    /// <summary>Words that say where a network is and not what is in it.</summary>
    private static readonly string[] s_containers =
        ["module", "model", "params", "net", "network", "state_dict", "_orig_mod", "ema_model", "weights"];

    private readonly Dictionary<(string Name, TensorShape Shape), TensorInfo> _byEnd = [];
    private readonly Dictionary<TensorShape, int> _shapes = [];
    private readonly Dictionary<string, bool> _complete = new(StringComparer.Ordinal);
    private readonly ILookup<string, TensorShape> _lists;

    public NetworkIndex(IReadOnlyList<TensorInfo> tensors)
    {
        _lists = tensors.Where(tensor => CopyRules.ListOf(tensor.Name) is not null)
            .ToLookup(tensor => CopyRules.ListOf(tensor.Name)!, tensor => tensor.Shape, StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            if (tensor.Name.Length > NameParts.Longest || CopyRules.IsCopy(tensor.Name)
                || TrainingStateRules.IsGradient(tensor.Name))
            {
                continue;
            }

            _shapes[tensor.Shape] = _shapes.GetValueOrDefault(tensor.Shape) + 1;
            string[] parts = NameParts.Split(tensor.Name);
            for (int start = Math.Max(0, parts.Length - MostParts); start < parts.Length; start++)
            {
                _byEnd.TryAdd((Plain(parts.AsSpan(start)), tensor.Shape), tensor);
            }
        }
    }

    /// <summary>A tensor whose name ends so, of the same shape; null if there is none.</summary>
    public TensorInfo? Find(string end, TensorShape shape, TensorInfo except)
    {
        string[] parts = NameParts.Split(end);
        for (int start = 0; start < parts.Length; start++)
        {
            string plain = Plain(parts.AsSpan(start));
            if ((parts.Length - start > 1 || plain.Length >= LongPart)
                && _byEnd.TryGetValue((plain, shape), out var found) && found != except)
            {
                return found;
            }

            if (!s_containers.Contains(parts[start], StringComparer.Ordinal))
            {
                break;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether a list of tensors without names, <c>shadow_params.0</c> and so on, has the shapes of as many others.
    /// </summary>
    public bool HasShapesOf(string prefix) => _complete.TryGetValue(prefix, out bool complete)
        ? complete
        : _complete[prefix] = _lists[prefix].GroupBy(shape => shape)
            .All(group => _shapes.GetValueOrDefault(group.Key) >= group.Count());

    /// <summary>Some programs leave out the points of names, so none count.</summary>
    private static string Plain(ReadOnlySpan<string> parts) =>
        string.Concat(parts).Replace("_", "", StringComparison.Ordinal);
}
