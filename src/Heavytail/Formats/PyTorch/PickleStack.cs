namespace Heavytail.Formats.PyTorch;

/// <summary>The machine's stack, its marks and its memo, each with a cap.</summary>
/// <param name="input">The pickle.</param>
/// <param name="storedBytes">Bytes that the pickle takes in the file, where it may be deflated.</param>
internal sealed class PickleStack(PickleInput input, long storedBytes)
{
    /// <summary>
    /// Python's pickler puts lists on the stack in batches of 1,000; only a tuple's length is its depth.
    /// </summary>
    public const int MaxDepth = 1 << 20;

    /// <summary>Python remembers about eight values per tensor.</summary>
    public const int MaxMemo = 1 << 22;

    /// <summary>Values made in one pickle, about thirty per tensor: what bounds its memory.</summary>
    public const int MaxValues = 1 << 24;

    /// <summary>Values that any pickle may make, however small it is in the file.</summary>
    public const int FreeValues = 1 << 20;

    /// <summary>
    /// Beyond those, values for each byte in the file. Every value takes a byte of the pickle, and pickles of state
    /// dicts deflate to a tenth.
    /// </summary>
    public const int MaxValuesPerStoredByte = 16;

    /// <summary>What an object with a list or a dict in it takes of memory, in values.</summary>
    public const int ContainerValues = 4;

    private readonly long _maxValues = Math.Min(
        MaxValues, FreeValues + (Math.Min(storedBytes, MaxValues) * MaxValuesPerStoredByte));

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
        if (_made > _maxValues)
        {
            throw input.Invalid(
                $"the pickle of {storedBytes:N0} bytes in the file makes more than {_maxValues:N0} values, no "
                + "weight file needs that");
        }
    }

    /// <summary>Pushes a new list, dict or object.</summary>
    public void PushContainer(object container)
    {
        Charge(ContainerValues - 1);
        Push(container);
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
