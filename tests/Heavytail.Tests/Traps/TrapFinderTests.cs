using Heavytail.Tests.Support;
using Heavytail.Traps;
using Xunit;

namespace Heavytail.Tests.Traps;

/// <summary>Traps of planted matrices, their causes, and matrices that have none.</summary>
public sealed class TrapFinderTests
{
    /// <summary>Oracle case G: 5.0 at [3, 5] of 100 × 400 normals over 20; WeightWatcher's λ_max is 26.205.</summary>
    [Fact]
    public void The_trap_of_the_oracle()
    {
        double[] weights = [.. OracleMatrices.Named("G_trap_100x400").Weights.Select(w => (double)w)];
        var traps = Find(weights, "100x400");
        var trap = Assert.Single(traps.Entries);
        Assert.Equal((3, 5, 1205L), (trap.Place.Row, trap.Place.Column, trap.Place.InTensor));
        Assert.Equal(TrapCause.Entry, traps.Cause);
        Assert.Null(traps.Mean);
        Assert.Equal(26.26, trap.Eigenvalue, 0.03);
        Assert.Equal(1.0 / 20, traps.Sigma, 0.0005);
        Assert.Equal(1, traps.VisibleCount);
        Assert.True(traps.IsComplete);
    }

    [Fact]
    public void The_formula_is_the_one_of_Benaych_Georges_and_Nadakuditi()
    {
        // theory.md §3.3: edge 699.4; 817, 1081, 1906 at 1.5, 2, 3 θ_c, of N × M. Here N and M are one less.
        double threshold = SpikeLaw.Threshold(240, 120);
        Assert.Equal(699.4, SpikeLaw.Eigenvalue(threshold, 1, 241, 121), 0.05);
        Assert.Equal(SpikeLaw.Eigenvalue(threshold, 1, 240, 120), SpikeLaw.Eigenvalue(0.2 * threshold, 1, 240, 120));
        Assert.Equal(817, SpikeLaw.Eigenvalue(1.5 * threshold, 1, 241, 121), 0.5);
        Assert.Equal(1081, SpikeLaw.Eigenvalue(2 * threshold, 1, 241, 121), 0.5);
        Assert.Equal(1906, SpikeLaw.Eigenvalue(3 * threshold, 1, 241, 121), 0.5);
        Assert.Equal(49, SpikeLaw.Eigenvalue(7, 0, 240, 120));
    }

    /// <summary>
    /// Against the perturbation series: of equal spikes a quarter of the noise between them counts, a weak one takes
    /// less than nothing from a strong one, and what it gives, the strong one loses less than.
    /// </summary>
    [Fact]
    public void Other_spikes_take_noise_by_how_near_they_are()
    {
        Assert.Equal(2.25, SpikeLaw.Taken([20, 20, 20, 20], 2, 1), 1e-12);
        Assert.Equal(0, SpikeLaw.Taken([20], 0, 1));
        Assert.Equal(0, SpikeLaw.Taken([20, 10], 0, 0));
        double strong = SpikeLaw.Taken([1000, 100], 0, 1);
        Assert.Equal(1 - ((1e6 + 1e4) / (1e6 - 1e4)), strong, 1e-5);
        Assert.True(SpikeLaw.Taken([1000, 100], 1, 1) > -strong);
        Assert.Equal(SpikeLaw.Taken([30, 20, 10], 1, 1), SpikeLaw.Taken([3e-5, 2e-5, 1e-5], 1, 1e-6), 1e-9);
    }

    [Theory]
    [InlineData("Entry", 1)]
    [InlineData("Row", 5)]
    [InlineData("Column", 5)]
    [InlineData("Entries", 5)]
    public void Planted_entries_are_all_found(string name, int count)
    {
        var cause = Enum.Parse<TrapCause>(name);
        const int rows = 60;
        const int columns = 90;
        double[] weights = SplitMix.Normals(21, rows * columns);
        double theta = 1.3 * SpikeLaw.Threshold(rows, columns);
        var planted = new HashSet<long>();
        for (int k = 0; k < count; k++)
        {
            int row = cause == TrapCause.Row ? 11 : 3 + (7 * k);
            int column = cause == TrapCause.Column ? 20 : 5 + (13 * k);
            weights[(row * columns) + column] = k % 2 == 0 ? theta : -theta;
            planted.Add((row * columns) + column);
        }

        var traps = Find(weights, "60x90");
        Assert.Equal(planted, [.. traps.Entries.Select(trap => trap.Place.InTensor)]);
        Assert.Equal(cause, traps.Cause);
        Assert.Equal(TrapSurgery.ClipEntries, traps.Cause.Surgery());
        Assert.All(traps.Entries, trap => Assert.Equal(1.3, trap.Excess, 0.04));
    }

    [Fact]
    public void A_mean_is_a_trap_beside_an_entry()
    {
        double mean = 2 / SpikeLaw.Threshold(120, 80);
        double[] weights = [.. SplitMix.Normals(22, 120 * 80).Select(z => mean + z)];
        var alone = Find(weights, "120x80");
        Assert.Equal(TrapCause.Mean, alone.Cause);
        Assert.Equal(TrapSurgery.Recenter, alone.Cause.Surgery());
        Assert.Equal(2, alone.Mean!.Excess, 0.15);
        Assert.Empty(alone.Entries);

        weights[777] += 40;
        var both = Find(weights, "120x80");
        Assert.Equal((2, TrapCause.Entry), (both.Count, both.Cause));
        Assert.Equal(alone.Mu, both.Mu, 1e-3);
        Assert.Equal(alone.Mean.Eigenvalue, both.Mean!.Eigenvalue, 0.5);
    }

    [Fact]
    public void Large_entries_hide_no_smaller_ones()
    {
        double[] weights = SplitMix.Normals(23, 64 * 64);
        weights[100] = 1e6;
        weights[2000] = -2e5;
        weights[3000] = 12;
        Assert.Equal(3, Find(weights, "64x64").Entries.Count);
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(3.0)]
    public void A_heavy_tail_is_no_list_of_entries(double freedom)
    {
        var random = new Random(24);
        double[] weights = new double[128 * 200];
        MathNet.Numerics.Distributions.StudentT.Samples(random, weights, 0, 1, freedom);
        var traps = Find(weights, "128x200");
        Assert.Equal(TrapCause.HeavyTail, traps.Cause);
        Assert.Equal(TrapSurgery.RemoveRankOne, traps.Cause.Surgery());
        Assert.InRange(traps.Count, 2, 60);
    }

    [Fact]
    public void More_entries_than_the_scan_keeps_are_a_tail_without_end()
    {
        double[] weights = [.. Enumerable.Range(0, 512 * 512).Select(k => k % 600 == 0 ? 1.0 : 0)];
        var traps = Find(weights, "512x512");
        Assert.Equal(TrapCause.HeavyTail, traps.EntryCause);
        Assert.False(traps.IsComplete);
    }

    [Theory]
    [InlineData("64x64", true)]
    [InlineData("64x64", false)]
    [InlineData("200x40", true)]
    [InlineData("40x200", false)]
    public void A_line_of_equal_entries_is_no_tail_however_long(string shape, bool isRow)
    {
        var layer = SampleLayer.Of(shape)!;
        double[] weights = SplitMix.Normals(12, layer.Rows * layer.Columns);
        for (int k = 0; k < (isRow ? layer.Columns : layer.Rows); k++)
        {
            weights[isRow ? (5 * layer.Columns) + k : (k * layer.Columns) + 7] = 60;
        }

        var found = Find(weights, shape);
        Assert.Equal(isRow ? TrapCause.Row : TrapCause.Column, found.Cause);
        Assert.All(found.Entries, entry => Assert.Equal(isRow ? 5 : 7, isRow ? entry.Place.Row : entry.Place.Column));
    }

    [Theory]
    [InlineData("2x2", 0.1)]
    [InlineData("30x20", 0.1)]
    [InlineData("30x20", -7)]
    public void A_constant_matrix_is_all_mean(string shape, double value)
    {
        int count = shape == "2x2" ? 4 : 600;
        var traps = Find([.. Enumerable.Repeat(value, count)], shape);
        Assert.Equal((1, TrapCause.Mean), (traps.Count, traps.Cause));
        Close.Assert(value * value * count, traps.LargestEigenvalue, 1e-12, "λ");
        Assert.True(traps.Mean!.Excess > 1e6);
    }

    [Fact]
    public void Zeros_have_none_and_one_entry_among_zeros_is_one()
    {
        double[] weights = new double[30 * 20];
        Assert.Equal((0, TrapCause.None), (Find(weights, "30x20").Count, Find(weights, "30x20").Cause));
        weights[45] = -3;
        var traps = Find(weights, "30x20");
        Assert.Equal((1, TrapCause.Entry, (double?)9), (traps.Count, traps.Cause, traps.LargestEigenvalue));
        Assert.Equal(double.PositiveInfinity, traps.Entries[0].Excess);
    }

    [Fact]
    public void A_vector_has_none() =>
        Assert.Equal(0, Find([.. Enumerable.Range(0, 100).Select(k => k == 3 ? 1000.0 : 1)], "1x100").Count);

    [Theory]
    [InlineData("2x2")]
    [InlineData("8x8")]
    [InlineData("10x10")]
    [InlineData("16x16x3x3")]
    [InlineData("20x60")]
    [InlineData("64x64")]
    public void Noise_rarely_has_any(string shape)
    {
        int count = (int)SampleLayer.Of(shape)!.ElementCount;
        int normal = 0;
        int uniform = 0;
        for (int draw = 0; draw < 200; draw++)
        {
            var generator = new SplitMix(1000 + (ulong)draw);
            normal += Scan(SplitMix.Normals(100 + (ulong)draw, count), shape).Count > 0 ? 1 : 0;
            uniform += Scan([.. Enumerable.Range(0, count).Select(_ => generator.NextUniform() - 0.5)], shape).Count > 0
                ? 1 : 0;
        }

        Assert.InRange(normal, 0, 6); // 2 are expected, of 200
        Assert.InRange(uniform, 0, 6);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    [InlineData(1e-150)]
    [InlineData(1e150)]
    public void Scale_changes_nothing_but_scale(double factor)
    {
        double[] weights = SplitMix.Normals(25, 60 * 90);
        weights[2222] = 15;
        weights[333] = -14.5;
        weights[4444] = 15;
        var plain = Find(weights, "60x90");
        var scaled = Find([.. weights.Select(w => factor * w)], "60x90");
        Assert.Equal(plain.Entries[0].Place, scaled.Entries[0].Place);
        Close.Assert(plain.Entries[0].Excess, scaled.Entries[0].Excess, 1e-12, "excess");
        Close.Assert(plain.Sigma, scaled.Sigma / factor, 1e-12, "σ");
        Assert.Equal(3, scaled.Entries.Count);
        foreach ((var expected, var actual) in plain.Entries.Zip(scaled.Entries))
        {
            Close.Assert(expected.Eigenvalue, actual.Eigenvalue / factor / factor, 1e-12, "λ");
        }
    }

    private static SliceTraps Find(double[] weights, string shape) => Scan(weights, shape).Slices.Single();

    private static LayerTraps Scan(double[] weights, string shape)
    {
        var scan = new TrapScan(SampleLayer.Of(shape)!);
        scan.Add(weights);
        return scan.Find();
    }
}
