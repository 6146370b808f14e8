namespace Heavytail;

/// <summary>How an adapter uses the rank that it has: of ΔW, a product of factors of rank r.</summary>
public sealed record AdapterMetrics
{
    /// <summary>The fewest of the largest eigenvalues that have 90 % of ‖ΔW‖².</summary>
    public int? EnergyRank90 { get; init; }

    /// <summary>The fewest of the largest eigenvalues that have 99 % of ‖ΔW‖².</summary>
    public int? EnergyRank99 { get; init; }

    /// <summary>r, the length of the dimension between the factors.</summary>
    public int? AdapterRank { get; init; }

    /// <summary>
    /// Of the largest singular values of W + ΔW, those whose left vector has a cosine of less than 0.5 with every left
    /// singular vector of W; null where some could not be told.
    /// </summary>
    public int? IntruderDims { get; init; }

    /// <summary>The number of largest singular values that were asked: 10, or fewer where there are no more; of a
    /// convolution, over all slices.</summary>
    public int? IntruderVectors { get; init; }

    /// <summary>Dimensions of r whose singular value is at most a thousandth of the largest.</summary>
    public int? DeadDims { get; init; }
}
