using System.Runtime.CompilerServices;

namespace Heavytail.Statistics;

/// <summary>
/// All orders of n items, each from the one before by a swap of neighbors (Knuth, TAOCP 4A, 7.2.1.2, algorithm P).
/// </summary>
internal ref struct PlainChanges
{
    private readonly Span<int> _offsets;
    private readonly Span<int> _directions;

    /// <param name="offsets">Scratch of n elements.</param>
    /// <param name="directions">Scratch of n elements.</param>
    public PlainChanges(Span<int> offsets, Span<int> directions)
    {
        _offsets = offsets;
        _directions = directions;
        offsets.Clear();
        directions.Fill(1);
    }

    /// <summary>The index to swap with the next one; −1 after all n! orders.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly int Next()
    {
        int shift = 0;
        for (int thing = _offsets.Length - 1; thing > 0; thing--)
        {
            int offset = _offsets[thing] + _directions[thing];
            if (offset >= 0 && offset <= thing)
            {
                int place = thing - Math.Max(_offsets[thing], offset) + shift;
                _offsets[thing] = offset;
                return place;
            }

            shift += offset > thing ? 1 : 0;
            _directions[thing] = -_directions[thing];
        }

        return -1;
    }
}
