using System.Collections.Immutable;

namespace Heavytail.Tensors;

/// <summary>The sides of a tensor, outermost first. An empty list is a scalar.</summary>
public sealed class TensorShape : IEquatable<TensorShape>
{
    /// <summary>Most sides a tensor may have; NumPy's own limit is 64, PyTorch's is in the same range.</summary>
    public const int MaxRank = 64;

    /// <summary>Makes a shape of the given sides.</summary>
    /// <exception cref="ArgumentException">A side is negative, the rank is over <see cref="MaxRank"/>, or the number
    /// of elements does not fit in 63 bits.</exception>
    public TensorShape(params ReadOnlySpan<long> sides)
    {
        if (sides.Length > MaxRank)
        {
            throw new ArgumentException($"{sides.Length} dimensions, at most {MaxRank} are possible");
        }

        Sides = [.. sides];
        bool empty = sides.Contains(0);
        Int128 count = 1;
        foreach (long side in sides)
        {
            if (side < 0)
            {
                throw new ArgumentException($"shape {this} has a negative dimension");
            }

            count = empty ? 0 : count * side;
            if (count > long.MaxValue)
            {
                throw new ArgumentException($"shape {this} has more elements than fit in 63 bits");
            }
        }

        ElementCount = (long)count;
    }

    public ImmutableArray<long> Sides { get; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Sides.Length;

    /// <summary>The product of the sides; 1 for a scalar.</summary>
    public long ElementCount { get; }

    public long this[int dimension] => Sides[dimension];

    public bool Equals(TensorShape? other) => other is not null && Sides.AsSpan().SequenceEqual(other.Sides.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (long side in Sides)
        {
            hash.Add(side);
        }

        return hash.ToHashCode();
    }

    /// <summary>As Python prints a list: <c>[64, 3, 7, 7]</c>.</summary>
    public override string ToString() =>
        "[" + string.Join(", ", Sides.Select(side => side.ToString(System.Globalization.CultureInfo.InvariantCulture))) + "]";
}
