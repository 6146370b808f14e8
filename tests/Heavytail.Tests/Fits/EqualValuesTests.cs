using CsCheck;
using Heavytail.Fits;
using Xunit;

namespace Heavytail.Tests.Fits;

/// <summary>Which eigenvalues are equal, by the definition: groups from below, each the largest that fits.</summary>
public sealed class EqualValuesTests
{
    private static readonly EqualValues s_coarse = new(0.01, 0.03, 40);

    /// <summary>Values in clusters about the tolerance, with others between them.</summary>
    private static readonly Gen<double[]> s_clusters = Gen.Select(
        Gen.Double[0.5, 3].Array[1, 4], Gen.Double[-0.05, 0.05].Array[2, 40], Gen.Double[0.1, 3].Array[0, 10],
        (centers, offsets, others) => (double[])
        [
            .. offsets.Select((offset, k) => Math.Pow(centers[k % centers.Length] + offset, 2))
                .Concat(others.Select(s => s * s)).Order(),
        ]);

    [Fact]
    public void Groups_are_those_of_the_definition()
    {
        foreach (var equal in new[]
        {
            s_coarse, s_coarse with { Floor = 0.05 }, s_coarse with { RootFloor = 0.02, TopRootFloor = 0.1 },
            s_coarse with { Local = 0.02 }, EqualValues.Exact with { Local = 0.05 }, EqualValues.Exact,
        })
        {
            s_clusters.Sample(
                values => Assert.Equal(Definition(values, equal), equal.Groups(values)),
                seed: "0000000Eq001",
                iter: 2000);
        }
    }

    [Fact]
    public void A_power_of_four_changes_no_group() => s_clusters.Sample(
        values =>
        {
            double[] scaled = Array.ConvertAll(values, x => Math.ScaleB(x, -40));
            var equal = new EqualValues(Math.ScaleB(s_coarse.Root, -20), Math.ScaleB(s_coarse.TopRoot, -20), 40);
            Assert.Equal(s_coarse.Groups(values), equal.Groups(scaled));
        },
        iter: 500);

    [Fact]
    public void Merged_values_ascend_and_have_the_same_sum() => s_clusters.Sample(
        values =>
        {
            int[] groups = s_coarse.Groups(values);
            double[] merged = EqualValues.Merge(values, groups).ToArray();
            Assert.Equal(merged.Order(), merged);
            Assert.Equal(values.Sum(), merged.Sum(), 1e-9);
            Assert.Equal(groups.Length, merged.Distinct().Count());
        },
        iter: 500);

    /// <summary>Four neighbors may be as close by chance, and so may many in a dense spectrum.</summary>
    [Fact]
    public void What_chance_may_do_is_no_evidence()
    {
        double[] four = [.. new[] { 1, 1.001, 1.002, 1.003, 1.5, 2, 2.5 }.Select(s => s * s)];
        Assert.Equal(Enumerable.Range(0, 7), s_coarse.Groups(four));
        double[] dense = [.. Enumerable.Range(0, 200).Select(k => Math.Pow(1 + (0.001 * k), 2))];
        Assert.Equal(Enumerable.Range(0, 200), s_coarse.Groups(dense));
        double[] five = [.. new[] { 1, 1.001, 1.002, 1.003, 1.004, 1.5, 2, 2.5 }.Select(s => s * s)];
        Assert.Equal([0, 5, 6, 7], s_coarse.Groups(five));
    }

    private static int[] Definition(double[] x, EqualValues equal)
    {
        int n = x.Length;
        bool Equal(int i, int end, double root, double floor, bool isTop)
        {
            double spread = Math.Sqrt(x[end - 1]) - Math.Sqrt(x[i]);
            double difference = x[end - 1] - x[i];
            double before = i == 0 ? double.PositiveInfinity : Math.Sqrt(x[i]) - Math.Sqrt(x[i - 1]);
            double after = isTop ? double.PositiveInfinity : Math.Sqrt(x[end]) - Math.Sqrt(x[end - 1]);
            return spread <= equal.RootFloor || difference <= equal.Floor || difference <= 1e-12 * x[end - 1]
                || ((end - i >= 5 || end - i == n)
                    && spread <= Math.Max(
                        Math.Max(floor, root * Math.Sqrt(Math.Min(end - i, equal.Multiplicity))),
                        equal.Local * Math.Sqrt(x[end - 1]))
                    && before > spread && after > spread);
        }

        int top = Enumerable.Range(0, n).First(i => Equal(i, n, equal.TopRoot, equal.TopRootFloor, true));
        var groups = new List<int>();
        for (int i = 0; i < top;)
        {
            groups.Add(i);
            i = Enumerable.Range(i + 1, top - i).Last(end => end == i + 1 || Equal(i, end, equal.Root, 0, false));
        }

        return [.. groups, top];
    }
}
