namespace Heavytail.Spectra;

/// <summary>How long a decomposition takes, to an order of magnitude.</summary>
internal static class DecompositionTime
{
    /// <summary>Multiply-adds a second by the Gram matrix where matrices are large.</summary>
    private const double GramRate = 4.4e10;

    /// <summary>By bidiagonalization, which F64 and WeightWatcher's digits need.</summary>
    private const double BidiagonalRate = 5e9;

    /// <summary>The M at which half of the rate is reached: rows of a small matrix are short.</summary>
    private const double HalfRateM = 100;

    /// <summary>
    /// Seconds of a model that is as long as opening a store (bench/store.md): below that no store is asked.
    /// </summary>
    public const double LeastModel = 0.1;

    /// <summary>
    /// Seconds of a decomposition that is as long as hashing the elements and asking a store for them, several times
    /// over (bench/store.md).
    /// </summary>
    private const double LeastLayer = 1e-3;

    /// <summary>Seconds on one thread of a server core of 2023 (bench/results).</summary>
    /// <param name="cost">Multiply-adds.</param>
    /// <param name="m">M, the smaller dimension.</param>
    /// <param name="method">The way to the spectrum.</param>
    public static double Seconds(double cost, int m, SpectrumMethod method) =>
        cost / (method == SpectrumMethod.Gram ? GramRate * m / (m + HalfRateM) : BidiagonalRate);

    /// <summary>Whether a store spares more time than it takes.</summary>
    public static bool IsWorthKeeping(SpectrumRequest request) =>
        Seconds(request.Layer.Cost, request.Layer.M, request.Method) >= LeastLayer;
}
