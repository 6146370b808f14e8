namespace Heavytail.Formats.PyTorch;

/// <summary>A name that a pickle refers to. It is never looked up anywhere: it stays a name.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>What was called, where it was not a global: the result of another call.</summary>
    public static PickleGlobal Result { get; } = new("", "(result of a call)");

    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Bytes, or a text too long to be a name: where they lie. The content is not kept.</summary>
/// <param name="Offset">Offset of the first byte in the pickle.</param>
/// <param name="Length">Length in the pickle, in bytes.</param>
internal sealed record PickleBytes(long Offset, long Length)
{
    /// <summary>Whether they lie there as UTF-8, a character for each byte: so protocol 2 writes bytes.</summary>
    public bool IsText { get; init; }

    /// <summary>A character for each byte, of a text that was short enough to be kept; else null.</summary>
    public string? Text { get; init; }
}

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
    /// <summary>Made when the first entry comes: a pickle may have millions of empty dicts.</summary>
    private List<KeyValuePair<object?, object?>>? _items;
    private Dictionary<string, int>? _index;

    public IReadOnlyList<KeyValuePair<object?, object?>> Items => _items ?? [];

    public void Set(object? key, object? value)
    {
        _items ??= [];
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
        _index is not null && _index.TryGetValue(key, out int place) ? Items[place].Value : null;
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
