namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// A sweep of plane rotations through the rows of a strip: rotation k takes rows k and k + 1, which are x and y, to
/// c·x + s·y and c·y − s·x. A strip has a few columns of a matrix, row after row, so that it stays in a cache.
/// </summary>
internal abstract unsafe class RotationKernels
{
    /// <summary>Columns of a strip: a whole number of vectors of every width.</summary>
    public const int StripColumns = 32;

    /// <summary>Rotates neighbors, the first two rows first.</summary>
    /// <param name="rows">The first row, of <see cref="StripColumns"/> elements.</param>
    /// <param name="cosines">c of each rotation.</param>
    /// <param name="sines">s of each rotation.</param>
    /// <param name="count">The number of rotations; they touch one more row.</param>
    public abstract void Sweep(double* rows, double* cosines, double* sines, int count);
}
