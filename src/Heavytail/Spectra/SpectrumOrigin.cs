namespace Heavytail;

/// <summary>Where a spectrum was first seen. It identifies nothing: equal tensors of two files have one spectrum.</summary>
/// <param name="File">The file that holds the tensor.</param>
/// <param name="Layer">The layer's name in it.</param>
/// <param name="Rows">Rows of each matrix.</param>
/// <param name="Columns">Columns of each matrix.</param>
/// <param name="Slices">The number of matrices.</param>
/// <param name="Matrices">
/// What they are: <c>stored</c>, or what was computed of the stored elements: <c>windows</c>, <c>permutation 3</c>,
/// <c>all rows but 0-128</c>.
/// </param>
/// <param name="Generation">The identity of the arithmetic that computed it.</param>
public sealed record SpectrumOrigin(
    string File, string Layer, int Rows, int Columns, int Slices, string Matrices, string Generation);
