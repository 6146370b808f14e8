namespace Heavytail.Files;

/// <summary>The paths of the files that are opened while the headers of a model are read.</summary>
internal sealed class OpenedPaths
{
    private readonly Lock _gate = new();
    private HashSet<string>? _paths = new(StringComparer.Ordinal);

    public void Add(string path)
    {
        lock (_gate)
        {
            _paths?.Add(path);
        }
    }

    /// <summary>All of them, in ordinal order; those that are opened later are not remembered.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_gate)
        {
            string[] paths = [.. (_paths ?? []).Order(StringComparer.Ordinal)];
            _paths = null;
            return paths;
        }
    }
}
