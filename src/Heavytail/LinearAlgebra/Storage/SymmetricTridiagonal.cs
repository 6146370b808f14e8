namespace Heavytail.LinearAlgebra.Storage;

/// <summary>A symmetric tridiagonal matrix.</summary>
/// <param name="Diagonal">Diagonal, n elements.</param>
/// <param name="OffDiagonal">Off-diagonal, n − 1 elements.</param>
internal sealed record SymmetricTridiagonal(double[] Diagonal, double[] OffDiagonal);
