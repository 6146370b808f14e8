namespace Heavytail;

/// <summary>
/// How far two orders agree within groups of models, and how often chance alone reaches the same agreement or
/// disagreement if each group is ordered by chance.
/// </summary>
/// <param name="Count">Number of models in groups where both values differ.</param>
/// <param name="Groups">Number of those groups.</param>
/// <param name="Coefficient">Kendall's τ-b of the pairs within groups, from −1 to 1.</param>
/// <param name="PValue">Two-sided. Never 0.</param>
/// <param name="IsExact">
/// Whether p is counted over all orders; else, with ties or above 300 models, it is that of the normal distribution
/// with the exact variance.
/// </param>
public sealed record GroupedCorrelation(int Count, int Groups, double Coefficient, double PValue, bool IsExact);
