using CsCheck;
using Heavytail.Fits;
using Xunit;

namespace Heavytail.Tests.Fits;

/// <summary>The search finds the same bits as the plain loop, whatever the spectrum.</summary>
public sealed class XMinSearchTests
{
    public static TheoryData<string> Shapes => [.. TailSpectra.Names];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Small_spectra(string shape)
    {
        for (int count = 2; count <= 300; count += 1 + (count / 30))
        {
            AssertPlain(TailSpectra.Create(shape, count, (ulong)count));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Large_spectra(string shape)
    {
        AssertPlain(TailSpectra.Create(shape, 1025, 1));
        AssertPlain(TailSpectra.Create(shape, 4000, 2));
    }

    [Fact]
    public void Any_spectrum() =>
        Gen.Double[1e-6, 1e6].Array[2, 300].Sample(AssertPlainOfAny, seed: "0000000XMin0", iter: 1000);

    /// <summary>Small integers: equal values, and distances that agree to the last bit.</summary>
    [Fact]
    public void Any_spectrum_of_few_values() =>
        Gen.Int[1, 8].SelectMany(most => Gen.Int[1, most].Select(k => (double)k).Array[2, 60])
            .Sample(AssertPlainOfAny, seed: "0000000XMin1", iter: 5000);

    /// <summary>Values over 600 orders of magnitude, down to where the ratio to the largest underflows.</summary>
    [Fact]
    public void Any_spectrum_however_wide() =>
        Gen.Double[-320, 300].Select(x => Math.Max(Math.Pow(10, x), double.Epsilon)).Array[2, 100]
            .Sample(AssertPlainOfAny, seed: "0000000XMin2", iter: 2000);

    [Theory]
    [InlineData(0, 3, new double[] { 1, 1, 1, 8, 8, 32 })]
    [InlineData(0, 6, new double[] { 1, 1, 1, 1, 2, 2, 2, 2, 4 })]
    [InlineData(1, 4, new double[] { 2, 2, 2, 2, 3, 3, 4 })]
    public void Of_equal_distances_the_first_is_taken(int first, int later, double[] values)
    {
        var found = EveryValue(values);
        Assert.Equal(first, found.Index);
        Assert.Equal(found.D, PlainSearch.Run(values[later..]).D);
    }

    /// <summary>The plain loop computes n/2 gaps for each candidate, 8192 here; random spectra need about 5.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_work_grows_with_n_not_with_its_square(string shape)
    {
        const int Count = 16_384;
        var search = EveryValue(TailSpectra.Create(shape, Count, 3));
        Assert.InRange(search.GapCount / (double)Count, 0, 100);
    }

    private static void AssertPlainOfAny(double[] values) => AssertPlain([.. values.Order()]);

    /// <summary>With every value as a candidate, with distinct ones, and with a tolerance that merges many.</summary>
    private static void AssertPlain(double[] ascending)
    {
        var found = EveryValue(ascending);
        Assert.Equal(PlainSearch.Run(ascending), (found.Index, found.Alpha, found.D));

        double step = Math.Sqrt(ascending[^1]) / ascending.Length;
        foreach (var equal in new[] { EqualValues.Exact, new(step, step, ascending.Length) { Floor = step * step } })
        {
            int[] groups = equal.Groups(ascending);
            if (groups.Length > 1)
            {
                double[] merged = EqualValues.Merge(ascending, groups).ToArray();
                found = new XMinSearch(merged, groups[..^1], merged.Length);
                Assert.Equal(PlainSearch.Run(merged, groups[..^1]), (found.Index, found.Alpha, found.D));
            }
        }
    }

    private static XMinSearch EveryValue(double[] values) => new(
        values,
        Enumerable.Range(0, values.Length - 1).ToArray(),
        Array.FindIndex(values, x => values[^1] - x <= values[^1] * 1e-12));
}
