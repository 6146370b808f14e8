namespace Heavytail;

/// <summary>The singular vectors of the largest eigenvalues.</summary>
public sealed record VectorMetrics
{
    /// <summary>One pair for each of the largest eigenvalues, the largest first.</summary>
    public required IReadOnlyList<SingularPair> Pairs { get; init; }

    /// <summary>
    /// How many of them have a left or right vector that noise would not have, at 1 % for all together.
    /// </summary>
    public int NumLocalized => Pairs.Count(pair => pair.IsLocalized);

    /// <summary>The pair of the largest eigenvalue.</summary>
    internal SingularPair Top => Pairs[0];

    /// <inheritdoc/>
    public bool Equals(VectorMetrics? other) => other is not null && Pairs.SequenceEqual(other.Pairs);

    /// <inheritdoc/>
    public override int GetHashCode() => Pairs.Aggregate(0, HashCode.Combine);
}

/// <summary>The left and right singular vector of one eigenvalue.</summary>
public sealed record SingularPair
{
    /// <summary>The slice that has the eigenvalue, from 0.</summary>
    public required int Slice { get; init; }

    /// <summary>The eigenvalue, scaled as the convention scales it.</summary>
    public required double Eigenvalue { get; init; }

    /// <summary>Whether the vectors were found.</summary>
    public required VectorStatus Status { get; init; }

    /// <summary>‖WᵀW·v − λ·v‖/λ of the right vector v; null where it was not found.</summary>
    public double? Residual { get; init; }

    /// <summary>The left vector: a component for each row of W, an output; null where it was not found.</summary>
    public VectorSpread? Left { get; init; }

    /// <summary>The right vector: a component for each column of W, an input; null where it was not found.</summary>
    public VectorSpread? Right { get; init; }

    /// <summary>Whether either is less even than vectors of noise, at 1 % for all vectors of the layer.</summary>
    public bool IsLocalized { get; init; }
}

/// <summary>Whether singular vectors were found.</summary>
public enum VectorStatus
{
    /// <summary>They were.</summary>
    Found,

    /// <summary>Another eigenvalue of the slice is equal or nearly so: any turn of their vectors would do.</summary>
    Equal,

    /// <summary>The eigenvalue is zero.</summary>
    Zero,

    /// <summary>The iteration did not separate it from its neighbor within its limit.</summary>
    NotFound,
}

/// <summary>The words of <see cref="VectorStatus"/>.</summary>
public static class VectorStatuses
{
    /// <summary>Every word, in the order of the values.</summary>
    public static IReadOnlyList<string> Words { get; } = ["found", "equal", "zero", "not-found"];

    /// <summary>The word in the <c>vector_status</c> column.</summary>
    public static string Word(this VectorStatus status) => Words[(int)status];
}
