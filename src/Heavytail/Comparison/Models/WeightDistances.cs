namespace Heavytail;

/// <summary>How far the weights of a layer are from those of the base. Of a convolution, means over its slices, where
/// nothing else is said.</summary>
public sealed record WeightDistances
{
    /// <summary>‖W − W_base‖_F of the whole layer: 0 where the weights are equal, and only there.</summary>
    public required double Frobenius { get; init; }

    /// <summary>‖W − W_base‖_F / ‖W_base‖_F of the whole layer; null where the base is all zeros.</summary>
    public double? Drift { get; init; }

    /// <summary>The largest singular value of W − W_base, of a convolution the largest of all slices.</summary>
    public double? Spectral { get; init; }

    /// <summary>Linear centered kernel alignment of the outputs, 0 to 1; 1 for W and c·W·Q, Q orthogonal.</summary>
    public double? Cka { get; init; }

    /// <summary>WeightWatcher's, which centers nothing and takes the root: 0 to 1.</summary>
    public double? UncenteredCka { get; init; }

    /// <summary>Number of the largest singular values whose vectors are compared; null where none were found.</summary>
    public int? VectorCount { get; init; }

    /// <summary>
    /// Of these vectors of W, the left ones that have a cosine of less than 0.5 with every left singular vector of the
    /// base (Shuttleworth et al., arXiv 2410.21228); of a convolution, over all slices. Null where some could not be
    /// told.
    /// </summary>
    public int? Intruders { get; init; }

    /// <summary>Of the left vectors, on the side of the outputs.</summary>
    public VectorOverlap? Left { get; init; }

    /// <summary>Of the right vectors, on the side of the inputs.</summary>
    public VectorOverlap? Right { get; init; }
}

/// <summary>How much the k largest singular vectors of two matrices have in common.</summary>
/// <param name="Subspace">Mean squared cosine of the principal angles between the two spans, 0 to 1.</param>
/// <param name="SubspaceChance">What random directions would have on average: k/d of d components.</param>
/// <param name="Vectors">Mean squared cosine between vectors of the same rank, 0 to 1.</param>
/// <param name="VectorsChance">What random directions would have on average: 1/d.</param>
/// <param name="Angle">The largest principal angle in degrees, 0 to 90.</param>
public sealed record VectorOverlap(
    double Subspace, double SubspaceChance, double Vectors, double VectorsChance, double Angle);
