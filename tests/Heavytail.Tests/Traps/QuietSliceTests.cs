using Heavytail.Layers;
using Heavytail.Tests.Support;
using Heavytail.Traps;
using Xunit;

namespace Heavytail.Tests.Traps;

/// <summary>What is cleared without sorting has no trap, and what has one is never cleared.</summary>
public sealed class QuietSliceTests
{
    private static readonly Dictionary<string, Func<double, int, double>> s_laws = new()
    {
        ["normal"] = (z, _) => z,
        ["heavier"] = (z, _) => z * Math.Abs(z),
        ["very heavy"] = (z, _) => Math.Pow(z, 5),
        ["shifted"] = (z, _) => z + 40,
        ["tiny"] = (z, _) => z * 1e-200,
        ["huge"] = (z, _) => z * 1e150,
        ["two values"] = (z, _) => z > 0 ? 1 : -1,
        ["equal"] = (_, _) => 0.1,
        ["zeros"] = (_, _) => 0,
        ["mostly zeros"] = (z, k) => k % 50 == 0 ? z : 0,
        ["zeros first"] = (z, k) => k < 100 ? 0 : z,
    };

    [Theory]
    [InlineData("6x8", "oi")]
    [InlineData("16x16", "oi")]
    [InlineData("16x16", "io")]
    [InlineData("64x80", "oi")]
    [InlineData("100x1", "oi")]
    [InlineData("300x250", "oi")]
    [InlineData("16x16x3x3", "oikk")]
    [InlineData("64x48x3x3", "oikk")]
    [InlineData("3x3x16x32", "kkio")]
    [InlineData("2x2x80x64", "kkio")]
    public void Finds_the_same_traps_as_sorting(string shape, string axes)
    {
        var sides = new TensorShape([.. shape.Split('x').Select(long.Parse)]);
        var purpose = axes.Contains('k', StringComparison.Ordinal) ? TensorPurpose.Convolution : TensorPurpose.Dense;
        var tensor = new TensorInfo(0, "w", ElementType.F32, sides, "memory");
        var layer = MatrixCutter.Cut(tensor, new MatrixForm(new TensorRole(purpose, "") { Axes = axes }, sides), "test")
            .Single();
        int count = (int)layer.ElementCount;
        double edge = Math.Pow((double)layer.N * layer.M, 0.25);
        foreach ((string law, var of) in s_laws)
        {
            foreach (double planted in new[] { 0, 0.9, 1.05, 1.3, 5, 1e6 })
            {
                double[] weights = [.. SplitMix.Normals(9, count).Select(of)];
                double unit = Math.Sqrt(weights.Average(w => w * w));
                weights[count / 3] += planted * edge * unit;
                weights[count / 2] -= planted * edge * unit;
                Same(layer, weights, $"{law}, {planted} θ_c");
            }
        }
    }

    /// <summary>The bits are the same, whatever is left of eight entries and three slices.</summary>
    [Theory]
    [InlineData(2, 64)]
    [InlineData(3, 5)]
    [InlineData(9, 1024)]
    [InlineData(9, 1027)]
    [InlineData(25, 323)]
    [InlineData(49, 8)]
    public void Sums_of_slices_in_turn_are_those_of_each_alone(int slices, int entries)
    {
        double[] weights = [.. SplitMix.Normals(4, slices * entries).Select((z, k) => (z / (1 + (k % slices))) + 0.1)];
        var all = QuietSlices.Sums(weights, slices, 0.5);
        Assert.Equal(slices, all.Length);
        for (int slice = 0; slice < slices; slice++)
        {
            double[] own = [.. weights.Where((_, at) => at % slices == slice)];
            Assert.Equal(QuietSlice.Sums(own, 0.5), all[slice]);
            Assert.Equal(own.Max(w => Math.Abs((w * 0.5) - all[slice].Center)), all[slice].Furthest);
        }
    }

    [Fact]
    public void Clears_noise()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            foreach ((int n, int m) in new[] { (64, 64), (64, 32), (128, 16) })
            {
                double[] weights = [.. SplitMix.Normals(seed, n * m).Select(z => 3 + (0.02 * z))];
                var found = QuietSlice.Find(
                    weights, 0.25, Math.Pow(n * m, 0.25), 2 * TrapFinder.Capacity(n * m));
                double mean = weights.Average();
                Assert.NotNull(found);
                Assert.Equal(n * m, found.Value.Count);
                Close.Assert(mean / 4, found.Value.Mean, 1e-14, "mean");
                Close.Assert(weights.Sum(w => (w - mean) * (w - mean)) / 16, found.Value.Squares, 1e-11, "squares");
            }
        }
    }

    private static void Same(Layer layer, double[] weights, string what)
    {
        foreach (int run in new[] { 37, 4096 })
        {
            var sorted = Scan(new TrapScan(layer), weights, run);
            var cleared = Scan(new TrapScan(layer, needsTails: false), weights, run);
            Assert.True(sorted.Count == cleared.Count, $"{what}: {sorted.Count} traps, {cleared.Count} found");
            Assert.Equal(sorted.Cause, cleared.Cause);
            foreach ((var expected, var actual) in sorted.Slices.Zip(cleared.Slices))
            {
                Assert.Equal(expected.Slice, actual.Slice);
                Assert.Equal(
                    expected.Entries.Select(entry => entry.Place), actual.Entries.Select(entry => entry.Place));
                Assert.Equal(expected.Mean is null, actual.Mean is null);
                Assert.Equal(expected.IsComplete, actual.IsComplete);
                double size = Math.Max(Math.Abs(expected.Mu), expected.Sigma);
                Assert.InRange(Math.Abs(expected.Mu - actual.Mu), 0, 1e-13 * size);
                Assert.True(
                    Math.Abs(expected.Sigma - actual.Sigma) <= (1e-11 * expected.Sigma) + (1e-15 * size),
                    $"{what}, slice {expected.Slice}: σ {expected.Sigma:R}, found {actual.Sigma:R}");
            }
        }
    }

    private static LayerTraps Scan(TrapScan scan, double[] weights, int run)
    {
        foreach (double[] piece in weights.Chunk(run))
        {
            scan.Add(piece);
        }

        return scan.Find();
    }
}
