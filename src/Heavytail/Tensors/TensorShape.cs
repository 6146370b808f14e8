using System.Collections.Immutable;

namespace Heavytail;

/// <summary>The dimensions of a tensor, outermost first. An empty list is a scalar.</summary>
public sealed class TensorShape : IEquatable<TensorShape>
{
    /// <summary>Most dimensions a tensor may have; NumPy's own limit is 64, PyTorch's is in the same range.</summary>
    public const int MaxRank = 64;

    /// <summary>Makes a shape of the given dimensions.</summary>
    /// <exception cref="ArgumentException">A dimension is negative, the rank is over <see cref="MaxRank"/>, or the
    /// number of elements does not fit in 63 bits.</exception>
    public TensorShape(params ReadOnlySpan<long> dimensions)
    {
        if (dimensions.Length > MaxRank)
        {
            throw new ArgumentException($"{dimensions.Length} dimensions, at most {MaxRank} are possible");
        }

        Dimensions = [.. dimensions];
        bool empty = dimensions.Contains(0);
        Int128 count = 1;
        foreach (long dimension in dimensions)
        {
            if (dimension < 0)
            {
                throw new ArgumentException($"shape {this} has a negative dimension");
            }

            count = empty ? 0 : count * dimension;
            if (count > long.MaxValue)
            {
                throw new ArgumentException($"shape {this} has more elements than fit in 63 bits");
            }
        }

        ElementCount = (long)count;
    }

    public ImmutableArray<long> Dimensions { get; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Dimensions.Length;

    /// <summary>The product of the dimensions; 1 for a scalar.</summary>
    public long ElementCount { get; }

    public long this[int dimension] => Dimensions[dimension];

    public bool Equals(TensorShape? other) =>
        other is not null && Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (long dimension in Dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    /// <summary>As Python prints a list: <c>[64, 3, 7, 7]</c>.</summary>
    public override string ToString() =>
        "[" + string.Join(
            ", ", Dimensions.Select(
                dimension => dimension.ToString(System.Globalization.CultureInfo.InvariantCulture))) + "]";
}
