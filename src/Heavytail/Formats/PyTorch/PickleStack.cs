namespace Heavytail.Formats.PyTorch;

/// <summary>The machine's stack, its marks and its memo, each with a cap.</summary>
internal sealed class PickleStack(PickleInput input)
{
    /// <summary>
    /// Python's pickler puts lists on the stack in batches of 1,000; only a tuple's length is its depth.
    /// </summary>
    public const int MaxDepth = 1 << 20;

    /// <summary>Python remembers about eight values per tensor.</summary>
    public const int MaxMemo = 1 << 22;

    /// <summary>Values made in one pickle, about thirty per tensor: what bounds its memory.</summary>
    public const int MaxValues = 1 << 24;

    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];

    // A dictionary, for the index is the file's to choose: 2^31 must not make an array of that length.
    private readonly Dictionary<ulong, object?> _memo = [];
    private int _made;

    public int Count => _values.Count;

    public void Push(object? value)
    {
        Charge(1);
        if (_values.Count == MaxDepth)
        {
            throw input.Invalid($"more than {MaxDepth:N0} values on the stack");
        }

        _values.Add(value);
    }

    /// <summary>Counts values against <see cref="MaxValues"/>.</summary>
    public void Charge(int values)
    {
        _made += values;
        if (_made > MaxValues)
        {
            throw input.Invalid($"the pickle makes more than {MaxValues:N0} values, no weight file needs that");
        }
    }

    public object? Pop()
    {
        object? value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    public object? Peek() => _values.Count > Floor
        ? _values[^1]
        : throw input.Invalid("stack underflow: an instruction needs a value, but the stack is empty");

    public void Mark()
    {
        Charge(1);
        _marks.Add(_values.Count);
    }

    /// <summary>POP drops a mark where the mark is what lies on top.</summary>
    public void PopValueOrMark()
    {
        if (_marks.Count > 0 && Floor == _values.Count)
        {
            _marks.RemoveAt(_marks.Count - 1);
            return;
        }

        Pop();
    }

    /// <summary>Takes everything above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw input.Invalid("an instruction needs a mark on the stack, but there is no mark");
        }

        int floor = Floor;
        object?[] values = new object?[_values.Count - floor];
        _values.CopyTo(floor, values, 0, values.Length);
        _values.RemoveRange(floor, values.Length);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    public void Put(ulong index)
    {
        _memo[index] = Peek();
        if (_memo.Count > MaxMemo)
        {
            throw input.Invalid($"more than {MaxMemo:N0} values in the memo");
        }
    }

    public void Memoize() => Put((ulong)_memo.Count);

    public void Get(ulong index) => Push(_memo.TryGetValue(index, out object? value)
        ? value
        : throw input.Invalid($"memo entry {index} is fetched but was never set"));

    /// <summary>Values below the last mark are out of reach.</summary>
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;
}
