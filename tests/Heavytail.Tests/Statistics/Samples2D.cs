using CsCheck;

namespace Heavytail.Tests.Statistics;

/// <summary>Random points for properties.</summary>
internal static class Samples2D
{
    /// <summary>Numbers from −10 to 10, in thousandths; neither column is constant.</summary>
    public static Gen<(double[] X, double[] Y)> Points(int least, int most) =>
        Varied(Gen.Int[least, most].SelectMany(count => Gen.Select(Column(count), Column(count))));

    /// <summary>Whole numbers, so that many are tied; neither column is constant.</summary>
    public static Gen<(double[] X, double[] Y)> Tied(int least, int most) =>
        Varied(Gen.Int[least, most].SelectMany(count => Gen.Int[1, count + 2].SelectMany(values =>
            Gen.Select(Whole(count, values), Whole(count, values)))));

    /// <summary>Numbers from −10 to 10, in thousandths.</summary>
    public static Gen<double[]> Column(int count) =>
        Gen.Int[-10_000, 10_000].Select(value => value / 1000.0).Array[count];

    private static Gen<double[]> Whole(int count, int values) =>
        Gen.Int[0, values].Select(value => (double)value).Array[count];

    private static Gen<(double[] X, double[] Y)> Varied(Gen<(double[] X, double[] Y)> points) =>
        points.Where(pair => pair.X.Distinct().Count() > 1 && pair.Y.Distinct().Count() > 1);
}
