using System.Runtime.InteropServices;

namespace Heavytail.Layers.Rules;

/// <summary>
/// The tensors of a checkpoint by their whole names within a network, whatever prefix the network has: none, a word
/// such as <c>model</c>, or the one that a copy of it names.
/// </summary>
internal sealed class NetworkIndex
{
    private const int MostParts = 24;

    /// <summary>Containers in containers, <c>state_dict.model.module</c>.</summary>
    private const int MostContainers = 4;

    /// <summary>Networks of a file whose tensors have equal names; more are not told apart.</summary>
    private const int MostNetworks = 16;

    private readonly Dictionary<(string Network, string Path, TensorShape Shape), TensorInfo> _exact = [];
    private readonly Dictionary<(string Path, TensorShape Shape), List<string>> _networks = [];
    private readonly Dictionary<string, (int Matrices, int All)> _counts = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _prefixes;

    /// <summary>Indexes tensors.</summary>
    /// <param name="tensors">Tensors of networks, without copies and gradients.</param>
    /// <param name="prefixes">Prefixes that networks may have, beside the first part of each name.</param>
    public NetworkIndex(IEnumerable<TensorInfo> tensors, IReadOnlySet<string> prefixes)
    {
        _prefixes = prefixes;
        foreach (var tensor in tensors)
        {
            Add(tensor);
        }
    }

    /// <summary>Tensors of a network: of two dimensions or more, and all.</summary>
    public (int Matrices, int All) Count(string network) => _counts.GetValueOrDefault(network);

    /// <summary>A tensor of a network, of a shape; null if there is none.</summary>
    public TensorInfo? Find(string network, string rest, TensorShape shape) =>
        _exact.GetValueOrDefault((network, Plain(rest), shape));

    /// <summary>The networks of the file that have a tensor of this name and shape.</summary>
    public IReadOnlyList<string> NetworksWith(string rest, TensorShape shape) =>
        _networks.TryGetValue((Plain(rest), shape), out var networks) ? networks : [];

    /// <summary>A tensor of this name and shape in the file's own network; null if there is none.</summary>
    public TensorInfo? FindAtRoot(string rest, TensorShape shape) =>
        NetworksWith(rest, shape).FirstOrDefault(IsRoot) is { } found ? Find(found, rest, shape) : null;

    /// <summary>Whether a prefix says only that a network is there: none, <c>model</c>, <c>module.model</c>.</summary>
    public static bool IsRoot(string network) =>
        network.Length == 0 || NameParts.Split(network).All(CopyNaming.IsContainer);

    private void Add(TensorInfo tensor)
    {
        var parts = PathParts.Of(tensor.Name, MostParts);
        bool isRoot = true;
        for (int k = 0; k < parts.Count && (isRoot || _prefixes.Count > 0); k++)
        {
            // Containers, and the first part that is none: the name of a network.
            bool isNetwork = isRoot && k <= MostContainers;
            string prefix = parts.Owner(k);
            if (isNetwork || _prefixes.Contains(prefix))
            {
                Add(prefix, parts.Before(k).Length, tensor, isNetwork);
            }

            isRoot &= k == 0 || CopyNaming.IsContainer(parts[k - 1]);
        }
    }

    private void Add(string network, int start, TensorInfo tensor, bool isNetwork)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, network, out _);
        count = (count.Matrices + (tensor.Shape.Rank >= 2 ? 1 : 0), count.All + 1);
        string path = Plain(tensor.Name[start..]);
        if (!_exact.TryAdd((network, path, tensor.Shape), tensor) || !isNetwork)
        {
            return;
        }

        if (!_networks.TryGetValue((path, tensor.Shape), out var networks))
        {
            _networks.Add((path, tensor.Shape), networks = []);
        }

        if (networks.Count < MostNetworks)
        {
            networks.Add(network);
        }
    }

    /// <summary>
    /// A name without the containers that it begins with; some programs leave out the points, so none count.
    /// </summary>
    private static string Plain(string rest)
    {
        string[] parts = NameParts.Split(rest);
        int first = 0;
        while (first < parts.Length - 1 && CopyNaming.IsContainer(parts[first]))
        {
            first++;
        }

        return string.Concat(parts[first..]).Replace("_", "", StringComparison.Ordinal);
    }
}
