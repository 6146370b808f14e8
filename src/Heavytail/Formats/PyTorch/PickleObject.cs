namespace Heavytail.Formats.PyTorch;

/// <summary>A name that a pickle refers to. It is never looked up anywhere: it stays a name.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Bytes, or a text too long to be a name; the content is skipped.</summary>
internal sealed record PickleBytes(long Length);

/// <summary>A tuple.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public static PickleTuple Empty { get; } = new([]);

    public IReadOnlyList<object?> Items => items;
}

/// <summary>A list or a set.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dict in insertion order; as in Python, a repeated key replaces the value and keeps its place.</summary>
internal sealed class PickleDict
{
    private readonly List<KeyValuePair<object?, object?>> _items = [];
    private Dictionary<string, int>? _index;

    public IReadOnlyList<KeyValuePair<object?, object?>> Items => _items;

    public void Set(object? key, object? value)
    {
        if (key is string name)
        {
            _index ??= new(StringComparer.Ordinal);
            if (!_index.TryAdd(name, _items.Count))
            {
                _items[_index[name]] = new(key, value);
                return;
            }
        }

        _items.Add(new(key, value));
    }

    /// <summary>The value of a text key, or null.</summary>
    public object? Find(string key) =>
        _index is not null && _index.TryGetValue(key, out int place) ? _items[place].Value : null;
}

/// <summary>
/// What a pickle would have built by calling a class or a rebuild function: its name, the arguments and the state,
/// and nothing that ever ran.
/// </summary>
internal sealed class PickleObject(PickleGlobal callee, PickleTuple arguments)
{
    /// <summary>The class, or the function.</summary>
    public PickleGlobal Callee => callee;

    public PickleTuple Arguments => arguments;

    /// <summary>What BUILD would have handed to <c>__setstate__</c>.</summary>
    public object? State { get; set; }

    /// <summary>The content of an object that is also a dict.</summary>
    public PickleDict? Entries { get; set; }

    /// <summary>The content of an object that is also a list or a set.</summary>
    public PickleList? Elements { get; set; }
}
