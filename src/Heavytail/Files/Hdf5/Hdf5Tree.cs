namespace Heavytail.Files.Hdf5;

/// <summary>A dataset with its path, groups apart by <c>/</c>.</summary>
internal sealed record Hdf5Entry(string Name, long Address, Hdf5Dataset Dataset);

/// <summary>All groups and datasets of a file.</summary>
internal sealed class Hdf5Tree
{
    /// <summary>Networks nest layers a handful deep.</summary>
    private const int MaxDepth = 64;

    private const int MaxPathLength = 4096;

    private readonly Hdf5Bytes _bytes;
    private readonly Hdf5GlobalHeap _heap;
    private readonly List<Hdf5Entry> _datasets = [];
    private readonly List<(string Name, string Reason)> _others = [];
    private readonly Dictionary<string, Hdf5Attributes> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (Hdf5Dataset? Dataset, string Reason)> _seen = [];

    private Hdf5Tree(Hdf5Bytes bytes) => (_bytes, _heap) = (bytes, new Hdf5GlobalHeap(bytes));

    /// <summary>Numeric datasets, in the order of the file.</summary>
    public IReadOnlyList<Hdf5Entry> Datasets => _datasets;

    /// <summary>What is not a numeric dataset, and why.</summary>
    public IReadOnlyList<(string Name, string Reason)> Others => _others;

    /// <summary>The attributes of the groups, by path; the root's is empty.</summary>
    public IReadOnlyDictionary<string, Hdf5Attributes> Groups => _groups;

    public Hdf5Attributes Root => _groups[""];

    public static Hdf5Tree Read(ByteSource file)
    {
        var (bytes, root) = Hdf5Superblock.Read(file);
        var tree = new Hdf5Tree(bytes);
        tree._seen.Add(root, (null, "the root group again"));
        tree.Walk(Hdf5ObjectHeader.Read(bytes, root), "", 0);
        return tree;
    }

    private void Walk(Hdf5ObjectHeader group, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw _bytes.Invalid($"its groups nest more than {MaxDepth} deep");
        }

        if (!_groups.TryAdd(path, new Hdf5Attributes(_bytes, _heap, group)))
        {
            throw _bytes.Invalid($"two groups are called `{path}`");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in Hdf5Links.Read(_bytes, group))
        {
            string name = path.Length == 0 ? link.Name : path + "/" + link.Name;
            if (name.Length > MaxPathLength || !names.Add(link.Name))
            {
                throw name.Length > MaxPathLength
                    ? _bytes.Invalid($"a path of {name.Length:N0} characters, at most {MaxPathLength:N0} are read")
                    : _bytes.InvalidTensor(name, "two objects have this name");
            }

            _bytes.Charge(name.Length);
            if (link.Address is { } address)
            {
                Visit(name, address, depth);
            }
            else
            {
                _others.Add((name, "a link to another path"));
            }
        }
    }

    /// <summary>A dataset may have several names; a group is walked under its first one.</summary>
    private void Visit(string name, long address, int depth)
    {
        if (!_seen.TryGetValue(address, out var known))
        {
            var header = Hdf5ObjectHeader.Read(_bytes, address);
            if (header.Find(Hdf5MessageType.Dataspace) is null)
            {
                bool isType = header.Find(Hdf5MessageType.Datatype) is not null;
                _seen.Add(address, (null, isType ? "a named type" : "the second name of a group"));
                if (!isType)
                {
                    Walk(header, name, depth + 1);
                    return;
                }
            }
            else
            {
                known = (ReadDataset(header, name, out string reason), reason);
                _seen.Add(address, known);
            }

            known = _seen[address];
        }

        if (known.Dataset is { } dataset)
        {
            _datasets.Add(new Hdf5Entry(name, address, dataset));
        }
        else
        {
            _others.Add((name, known.Reason));
        }
    }

    private Hdf5Dataset? ReadDataset(Hdf5ObjectHeader header, string name, out string reason)
    {
        if (header.Find(Hdf5MessageType.Datatype) is null)
        {
            throw _bytes.InvalidTensor(name, "has a shape but no type");
        }

        return Hdf5Dataset.Read(
            _bytes, header, name, () => new Hdf5Attributes(_bytes, _heap, header).Text("dtype"), out reason);
    }
}
