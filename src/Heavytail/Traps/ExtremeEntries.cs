namespace Heavytail.Traps;

/// <summary>
/// The largest, or the smallest, entries of a stream, as many as it has room for: a heap whose root is the one that
/// leaves next. Of equal entries those that come first stay.
/// </summary>
/// <param name="capacity">Number of entries.</param>
/// <param name="largest">Whether it keeps the largest.</param>
internal sealed class ExtremeEntries(int capacity, bool largest)
{
    private Entry[] _heap = []; // made with the first entry: most slices have none that is looked at
    private readonly double _sign = largest ? 1 : -1;
    private int _count;

    /// <summary>The entries, in no order.</summary>
    public ReadOnlySpan<Entry> Entries => _heap.AsSpan(0, _count);

    /// <summary>An entry stays if it is beyond: larger, or smaller.</summary>
    public double Limit => _count < capacity ? -_sign * double.PositiveInfinity : _heap[0].Value;

    /// <summary>Takes an entry in.</summary>
    /// <returns>The entry that does not stay: the one offered, or one from before; null where there is room.</returns>
    public Entry? Offer(Entry entry)
    {
        if (_count < capacity)
        {
            Rise(entry);
            return null;
        }

        var root = _heap[0];
        if (!LeavesBefore(root, entry))
        {
            return entry;
        }

        Sink(entry);
        return root;
    }

    private bool LeavesBefore(Entry a, Entry b) => a.Value == b.Value
        ? a.Index > b.Index
        : _sign * a.Value < _sign * b.Value;

    private void Rise(Entry entry)
    {
        _heap = _heap.Length == 0 ? new Entry[capacity] : _heap;
        int at = _count++;
        while (at > 0 && LeavesBefore(entry, _heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = entry;
    }

    private void Sink(Entry entry)
    {
        int at = 0;
        for (int child = 1; child < _count; child = (2 * at) + 1)
        {
            if (child + 1 < _count && LeavesBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!LeavesBefore(_heap[child], entry))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = entry;
    }
}
