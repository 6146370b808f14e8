namespace Heavytail.Files;

/// <summary>
/// What was opened on the way to a result. A <c>using</c> of it closes everything when the way ends in an exception;
/// <see cref="Release"/> hands everything over to the result.
/// </summary>
internal sealed class Opened<T> : IDisposable
    where T : IDisposable
{
    private List<T> _items = [];

    /// <summary>Keeps an item, and returns it.</summary>
    public TItem Add<TItem>(TItem item)
        where TItem : T
    {
        _items.Add(item);
        return item;
    }

    /// <summary>Keeps further items.</summary>
    public void AddRange(IEnumerable<T> items) => _items.AddRange(items);

    /// <summary>Everything that was added, in its order. The caller owns it from here on.</summary>
    public IReadOnlyList<T> Release()
    {
        var items = _items;
        _items = [];
        return items;
    }

    public void Dispose()
    {
        foreach (var item in _items)
        {
            item.Dispose();
        }
    }
}
