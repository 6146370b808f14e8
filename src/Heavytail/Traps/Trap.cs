namespace Heavytail.Traps;

/// <summary>An entry that survives a permutation as a spike of its own.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Value">The weight, unscaled.</param>
/// <param name="Excess">|w − μ|/θ_c, above 1; infinite where all other entries are equal.</param>
/// <param name="Eigenvalue">λ of the spike in a permuted matrix, unscaled.</param>
internal sealed record EntryTrap(EntryPlace Place, double Value, double Excess, double Eigenvalue);

/// <summary>A mean that survives every permutation as a spike.</summary>
/// <param name="Excess">|μ|·√(N·M)/θ_c, above 1; infinite for a constant matrix.</param>
/// <param name="Eigenvalue">λ of the spike, unscaled.</param>
internal sealed record MeanTrap(double Excess, double Eigenvalue);
