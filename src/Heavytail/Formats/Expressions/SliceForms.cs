namespace Heavytail.Formats.Expressions;

/// <summary>The slices of TensorFlow and TFLite: null where their operands do not fit.</summary>
internal static class SliceForms
{
    private const int MaxMaskBits = 30;

    /// <summary>A start and a length for each dimension; a negative length reaches to the end.</summary>
    public static Picked? ByLengths(
        Expression value, IReadOnlyList<long>? starts, IReadOnlyList<long>? lengths) =>
        starts is null || lengths is null || starts.Count != lengths.Count || starts.Any(start => start < 0) ? null
        : ElementPicks.Slice(
            value, starts, [.. starts.Zip(lengths, (start, length) => length < 0 ? long.MaxValue : start + length)],
            axes: null, steps: null, hasMore: false);

    /// <summary>A start, an end and a step for each dimension.</summary>
    /// <param name="value">What is sliced.</param>
    /// <param name="starts">The starts.</param>
    /// <param name="ends">The ends, exclusive.</param>
    /// <param name="steps">The steps, which may be negative.</param>
    /// <param name="begin">Bits of dimensions that begin at their first element, whatever the start.</param>
    /// <param name="end">Bits of dimensions that end at their last element.</param>
    /// <param name="taken">Bits of dimensions of which one element is taken, and which are then gone.</param>
    public static Expression? Strided(
        Expression value, IReadOnlyList<long>? starts, IReadOnlyList<long>? ends, IReadOnlyList<long>? steps,
        long begin, long end, long taken)
    {
        if (starts is null || ends is null || steps is null || starts.Count != steps.Count
            || starts.Count != ends.Count || starts.Count > Math.Min(MaxMaskBits, value.Shape.Rank))
        {
            return null;
        }

        var sliced = ElementPicks.Slice(
            value,
            [.. starts.Select((start, dim) => !Has(begin, dim) || Has(taken, dim) ? start
                : steps[dim] < 0 ? long.MaxValue : 0)],
            [.. ends.Select((last, dim) => Has(taken, dim) ? starts[dim] == -1 ? long.MaxValue : starts[dim] + 1
                : !Has(end, dim) ? last : steps[dim] < 0 ? -long.MaxValue : long.MaxValue)],
            axes: null, steps, hasMore: false);
        return sliced is null || taken == 0 ? sliced
            : new Reshaped(
                sliced, new TensorShape([.. sliced.Shape.Dimensions.Where((_, dim) => !Has(taken, dim))]));
    }

    private static bool Has(long mask, int dim) => dim < MaxMaskBits && (mask >> dim & 1) != 0;
}
