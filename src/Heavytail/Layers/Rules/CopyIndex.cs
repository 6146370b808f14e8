namespace Heavytail.Layers.Rules;

/// <summary>
/// The copies of networks that are in a file beside the networks themselves. A name is not enough, modules have such
/// names too: most matrices of the copy must be in the network, by their whole names, and most of the network's in
/// the copy. Where elements can be read, they must resemble each other too.
/// </summary>
internal sealed class CopyIndex
{
    /// <summary>
    /// Averages and snapshots of one training correlate strongly, and independent networks not at all; what is far from
    /// both, such as a first state after a long training, is a network too.
    /// </summary>
    private const double LeastCorrelation = 0.2;

    /// <summary>Matrices of a copy that are compared.</summary>
    private const int MostCompared = 24;

    private readonly Dictionary<int, CopyMark> _marks = [];
    private readonly Dictionary<string, string> _networkOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _correlations = new(StringComparer.Ordinal);
    private readonly LayerContext _context;

    public CopyIndex(LayerContext context)
    {
        _context = context;
        foreach (var tensor in context.Tensors)
        {
            if (CopyNaming.Parse(tensor.Name) is { } mark)
            {
                _marks.Add(tensor.Index, mark);
            }
        }

        if (_marks.Count == 0)
        {
            return;
        }

        // A teacher without a student is a network.
        int marks = _marks.Count;
        var prefixes = _marks.Values.SelectMany(mark => mark.Originals).ToHashSet(StringComparer.Ordinal);
        Networks = Index(prefixes);
        foreach (var (index, mark) in _marks.ToList())
        {
            if (mark is { MayBeAnywhere: false, IsSuffix: false } && !mark.Originals.Contains("")
                && mark.Originals.All(original => Networks.Count(original).All == 0))
            {
                _marks.Remove(index);
            }
        }

        if (_marks.Count < marks)
        {
            Networks = Index(prefixes);
        }

        marks = _marks.Count;
        foreach (var group in _marks.GroupBy(mark => mark.Value.Group, StringComparer.Ordinal).ToList())
        {
            var members = group.Select(mark => (context.Tensors[mark.Key], mark.Value)).ToList();
            if (NetworkOf(members) is not { } network)
            {
                continue;
            }

            if (Correlation(members, network) is { } correlation)
            {
                if (correlation < LeastCorrelation)
                {
                    group.ToList().ForEach(mark => _marks.Remove(mark.Key));
                    continue;
                }

                _correlations.Add(group.Key, correlation);
            }

            _networkOf.Add(group.Key, network);
        }

        if (_marks.Count < marks)
        {
            Networks = Index(prefixes);
        }
    }

    /// <summary>The tensors of networks, without those of copies, optimizers and gradients.</summary>
    public NetworkIndex Networks { get => field ??= Index([]); private set; }

    /// <summary>Whether a tensor has the name of a copy.</summary>
    public bool IsMarked(TensorInfo tensor) => _marks.ContainsKey(tensor.Index);

    /// <summary>What a tensor is a copy of, and of which kind it is; null where it is none.</summary>
    public (CopyKind Kind, TensorInfo Original)? Find(TensorInfo tensor) =>
        _marks.TryGetValue(tensor.Index, out var mark) && _networkOf.TryGetValue(mark.Group, out string? network)
        && Original(mark, network, tensor) is { } original ? (mark.Kind, original) : null;

    /// <summary>Correlation of a copy's elements with its network's; null where they were not compared.</summary>
    public double? CorrelationOf(TensorInfo tensor) => _marks.TryGetValue(tensor.Index, out var mark)
        && _correlations.TryGetValue(mark.Group, out double correlation) ? correlation : null;

    /// <summary>Of some matrices of a copy, the median; null where none can be compared.</summary>
    private double? Correlation(List<(TensorInfo Tensor, CopyMark Mark)> members, string network)
    {
        if (_context.Correlate is not { } correlate)
        {
            return null;
        }

        var pairs = members.Where(member => member.Tensor.Shape.Rank >= 2)
            .Select(member => (member.Tensor, Original: Original(member.Mark, network, member.Tensor)))
            .Where(pair => pair.Original is not null).ToList();
        int step = Math.Max(1, (pairs.Count + MostCompared - 1) / MostCompared);
        double[] found =
        [
            .. pairs.Where((_, k) => k % step == 0).Select(pair => correlate(pair.Tensor, pair.Original!))
                .OfType<double>().Order(),
        ];
        return found.Length == 0 ? null : found[found.Length / 2];
    }

    private NetworkIndex Index(HashSet<string> prefixes) => new(
        _context.Tensors.Where(tensor => tensor.Name.Length <= NameParts.Longest && !IsMarked(tensor)
            && !TrainingStateRules.IsTrainingState(tensor.Name)),
        prefixes);

    private TensorInfo? Original(CopyMark mark, string network, TensorInfo tensor) =>
        mark.IsSuffix
            ? _context.Find(mark.Rest) is { } named && named.Shape.Equals(tensor.Shape) ? named : null
            : Networks.Find(network, mark.Rest, tensor.Shape);

    /// <summary>The network that a group of tensors is a copy of; null if it is a network of its own.</summary>
    private string? NetworkOf(List<(TensorInfo Tensor, CopyMark Mark)> group)
    {
        bool hasMatrices = group.Any(member => member.Tensor.Shape.Rank >= 2);
        var members = group.Where(member => !hasMatrices || member.Tensor.Shape.Rank >= 2).ToList();
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (tensor, mark) in members)
        {
            IEnumerable<string> networks = mark.IsSuffix ? [""]
                : mark.MayBeAnywhere
                    ? mark.Originals.Concat(Networks.NetworksWith(mark.Rest, tensor.Shape).Where(IsEvidence))
                : mark.Originals;
            foreach (string network in networks.Distinct(StringComparer.Ordinal))
            {
                if (Original(mark, network, tensor) is not null)
                {
                    found[network] = found.GetValueOrDefault(network) + 1;
                }
            }

            // One part, `weight`, is in every layer; LitEma's names have one, and are long.
            bool IsEvidence(string network) => mark.Originals.Contains(network, StringComparer.Ordinal)
                || NetworkIndex.IsRoot(network) || mark.Rest.AsSpan().ContainsAny('.', '/');
        }

        return found.Where(IsMost).OrderByDescending(pair => pair.Value)
            .ThenByDescending(pair => group[0].Mark.Originals.Contains(pair.Key, StringComparer.Ordinal))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Key).FirstOrDefault();

        bool IsMost(KeyValuePair<string, int> pair)
        {
            var (network, count) = pair;
            var kind = group[0].Mark.Kind;
            bool isNamed = group[0].Mark.Originals.Contains(network, StringComparer.Ordinal);
            return Covers(count, members.Count) && Covers(count, Size(network))
                && (isNamed || NetworkIndex.IsRoot(network)
                    || (kind != CopyKind.StochasticAverage && Covers(count, Size(""))));
        }

        int Size(string network) => hasMatrices ? Networks.Count(network).Matrices : Networks.Count(network).All;
    }

    private static bool Covers(int count, int all) => count * 2 >= all;
}
