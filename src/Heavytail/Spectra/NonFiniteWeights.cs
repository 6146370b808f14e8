namespace Heavytail.Spectra;

/// <summary>The weights of a layer that are NaN or infinite.</summary>
/// <param name="Nan">How many are NaN.</param>
/// <param name="Infinite">How many are infinite.</param>
/// <param name="First">Place of the first of either, in row-major order.</param>
internal sealed record NonFiniteWeights(long Nan, long Infinite, long First)
{
    /// <summary>Whether they are stored as finite numbers, which a cast to F32 made infinite.</summary>
    public bool ByCast { get; init; }

    /// <summary>Those among the numbers at one place after another; null when there are none.</summary>
    public static NonFiniteWeights? In(ReadOnlySpan<double> values, Func<int, long> placeOf)
    {
        NonFiniteWeights? found = null;
        for (int k = 0; k < values.Length; k++)
        {
            if (!double.IsFinite(values[k]))
            {
                bool nan = double.IsNaN(values[k]);
                var one = new NonFiniteWeights(nan ? 1 : 0, nan ? 0 : 1, placeOf(k));
                found = found is null ? one : found.With(one);
            }
        }

        return found;
    }

    /// <summary>Both together.</summary>
    public NonFiniteWeights With(NonFiniteWeights other) => this with
    {
        Nan = Nan + other.Nan,
        Infinite = Infinite + other.Infinite,
        First = Math.Min(First, other.First),
    };
}

/// <summary>
/// Collects what the pieces of a layer find, in any order and from any thread: counts add up and the first place is the
/// least, so the total does not depend on either.
/// </summary>
internal sealed class NonFiniteTally
{
    private readonly Lock _gate = new();
    private NonFiniteWeights? _total;

    /// <summary>All that was found so far; null when there is nothing.</summary>
    public NonFiniteWeights? Total
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    public void Add(NonFiniteWeights found)
    {
        lock (_gate)
        {
            _total = _total is null ? found : _total.With(found);
        }
    }
}
