namespace Heavytail.Tests.Support;

/// <summary>Runs the engine on dense matrices of exactly known spectrum: see <see cref="HiddenSpectrum"/>.</summary>
internal static class HiddenSpectrumCheck
{
    /// <summary>A symmetric matrix of one of <see cref="SpectrumFamilies.Signed"/>.</summary>
    public static void Symmetric(int order, SpectrumFamily family)
    {
        double[] expected = family.Make(order, (ulong)order);
        var matrix = HiddenSpectrum.Symmetric((ulong)order, expected);
        foreach (var run in EngineUnderTest.Runs(order))
        {
            double[] actual = EngineUnderTest.EigenvaluesOf(matrix, run);
            KnownSpectrum.AssertClose(expected, actual, $"{family.Name} of order {order}, {run.Name()}");
        }
    }

    /// <summary>Weights of one of <see cref="SpectrumFamilies.Singular"/>, through the Gram matrix.</summary>
    public static void Weights(int rows, int columns, SpectrumFamily family)
    {
        int order = Math.Min(rows, columns);
        double[] singular = family.Make(order, (ulong)order);
        double[] expected = Array.ConvertAll(singular, s => s * s);
        var weights = HiddenSpectrum.Rectangular((ulong)order, singular, rows, columns);
        foreach (var run in EngineUnderTest.Runs(order))
        {
            double[] actual = EngineUnderTest.GramEigenvaluesOf(weights, run);
            KnownSpectrum.AssertClose(expected, actual, $"{family.Name} of {rows} × {columns}, {run.Name()}");
        }
    }
}
