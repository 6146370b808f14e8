namespace Heavytail.Formats.Contract;

/// <summary>The two factors of one matrix.</summary>
/// <param name="Left">Rows × r, row-major.</param>
/// <param name="Right">r × columns, row-major.</param>
internal sealed record Factors(double[] Left, double[] Right);
