namespace Heavytail;

/// <summary>
/// The high-temperature Marchenko–Pastur law of all nonzero eigenvalues (Hodgkinson, Wang &amp; Mahoney 2025).
/// </summary>
public sealed record HighTemperatureMetrics
{
    /// <summary>Which form of the law fits best.</summary>
    public required HighTemperatureForm Form { get; init; }

    /// <summary>
    /// γ, the ratio of the dimensions that the law sees, from 1.001 on; null where it ends at the limit of 1000.
    /// </summary>
    public double? Gamma { get; init; }

    /// <summary>
    /// κ, how strongly eigenvalues repel each other, from 0.02 on; null where it ends at min(N, 200), that of noise.
    /// </summary>
    public double? Kappa { get; init; }

    /// <summary>The mean of λ by the law, or of the inverse form 1/mean(1/λ).</summary>
    public required double Scale { get; init; }

    /// <summary>The exponent of the tail of λ, 1 + (κ/2)·(1 − 1/γ), of the inverse form; null for others.</summary>
    public double? Alpha { get; init; }

    /// <summary>The logarithm of the density of ln λ, the mean over eigenvalues.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>The same less that of Marchenko and Pastur's law.</summary>
    public required double Gain { get; init; }

    /// <summary>The distance of Kolmogorov and Smirnov between the law and the spectrum.</summary>
    public required double D { get; init; }
}

/// <summary>Forms of the high-temperature law.</summary>
public enum HighTemperatureForm
{
    /// <summary>Marchenko and Pastur's law: κ is that of noise, or a smaller one explains nothing more.</summary>
    MarchenkoPastur,

    /// <summary>λ follows the law, whose tail is exponential.</summary>
    Direct,

    /// <summary>1/λ follows the law, so that the tail of λ is a power law.</summary>
    Inverse,

    /// <summary>1/λ follows Marchenko and Pastur's law: it has an edge, and no tail.</summary>
    InverseMarchenkoPastur,
}

/// <summary>The words of <see cref="HighTemperatureForm"/>.</summary>
public static class HighTemperatureForms
{
    /// <summary>Every word, in the order of the values.</summary>
    public static IReadOnlyList<string> Words { get; } = ["mp-law", "direct", "inverse", "inverse-mp"];

    /// <summary>The word in the <c>htmp_form</c> column.</summary>
    public static string Word(this HighTemperatureForm form) => Words[(int)form];
}
