namespace Heavytail.LinearAlgebra.Storage;

/// <summary>A symmetric tridiagonal matrix.</summary>
/// <param name="Diagonal">n numbers.</param>
/// <param name="OffDiagonal">n − 1 numbers.</param>
internal sealed record SymmetricTridiagonal(double[] Diagonal, double[] OffDiagonal);
