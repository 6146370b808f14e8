namespace Heavytail.Tensors;

/// <summary>
/// How a tensor is the product of two thin matrices: each of its matrices is Left · Right, of <c>Rows</c> × r and
/// r × <c>Columns</c>. Its spectrum needs no element of the product.
/// </summary>
/// <param name="Matrices">The number of matrices: the experts of a layer; 1 elsewhere.</param>
/// <param name="Rows">Rows of a matrix as it is read.</param>
/// <param name="Columns">
/// Columns of a matrix as it is read; of a convolution, those of all positions of the kernel.
/// </param>
/// <param name="Rank">r, the length of the dimension between the factors.</param>
internal sealed record FactorForm(int Matrices, int Rows, int Columns, int Rank)
{
    /// <summary>What the product is multiplied by: α/r, or α/√r.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether that is α/√r.</summary>
    public bool IsRankStabilized { get; init; }

    /// <summary>α that keeps the scale at another rank.</summary>
    public double AlphaAt(double rank) => Scale * (IsRankStabilized ? Math.Sqrt(rank) : rank);

    /// <summary>Elements of all factors.</summary>
    public long ElementCount => (long)Matrices * Rank * ((long)Rows + Columns);
}
