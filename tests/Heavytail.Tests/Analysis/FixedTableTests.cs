using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>Constants that are known by all their elements together: waves in space, powers, identities.</summary>
public sealed class FixedTableTests
{
    [Theory]
    [InlineData(3, 5, 6, 24, 12, 12)]
    [InlineData(2, 6, 6, 16, 16, 16)]
    [InlineData(4, 4, 7, 18, 18, 14)]
    public void Positions_in_space(int depth, int height, int width, params int[] parts)
    {
        var table = Positions([depth, height, width], parts);
        int columns = parts.Sum();
        int rows = depth * height * width;
        Expect("sines and cosines", table, 1, rows, columns);
        Expect("sines and cosines", [.. new float[columns], .. table], 1, rows + 1, columns);
        Expect("sines and cosines", Transposed(table, columns), 1, columns, depth, height, width);
    }

    [Fact]
    public void Positions_of_an_image_with_channels_first() =>
        Expect("sines and cosines", Transposed(Positions([6, 9], [16, 16]), 32), 1, 32, 6, 9);

    [Fact]
    public void A_part_that_is_cut_within_its_cosines()
    {
        float[] whole = Positions([4, 6, 6], [22, 22, 22]);
        Expect("sines and cosines", [.. whole.Chunk(66).SelectMany(row => row[..60])], 1, 144, 60);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 1)]
    [InlineData(-1, 0)]
    public void Cosines_and_sines_of_a_season(double first, int harmonic)
    {
        var steps = Enumerable.Range(0, 40).Select(k => first + (k / 40.0)).ToArray();
        var cosines = Rows(14, k => steps.Select(t => Math.Cos(2 * Math.PI * (harmonic + k) * t)));
        var sines = Rows(14, k => steps.Select(t => Math.Sin(2 * Math.PI * (harmonic + k) * t)));
        Expect("sines and cosines", cosines, 14, 40);
        Expect("sines and cosines", [.. cosines, .. sines], 28, 40);
    }

    [Fact]
    public void Powers_of_time()
    {
        var powers = Rows(11, i => Enumerable.Range(0, 30).Select(k => Math.Pow((float)(k / 30.0), i)));
        Expect("powers", powers, 11, 30);
        Expect("powers", Transposed(powers, 30), 30, 11);
    }

    [Fact]
    public void Identities_and_permutations()
    {
        float[] identity = Rows(12, i => Enumerable.Range(0, 12).Select(k => k == i ? 1.0 : 0));
        Expect("identity", identity, 12, 12);
        Expect("identity", Rows(16, i => Enumerable.Range(0, 16).Select(k => k == 5 * i % 16
            ? 1.0 : 0)), 16, 16);
    }

    /// <summary>Recurrent weights begin as identities: the network multiplies by them.</summary>
    [Theory]
    [InlineData("rnn.weight_hh_l0")]
    [InlineData("fc.weight")]
    [InlineData("cell/recurrent_kernel")]
    public void A_weight_that_is_an_identity_is_a_weight(string name)
    {
        float[] identity = Rows(12, i => Enumerable.Range(0, 12).Select(k => k == i ? 1.0 : 0));
        using var checkpoint = Checkpoint.FromTensors("m", [new NamedTensor(name, new TensorShape(12, 12), identity)]);
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.All(model.Layers, layer => Assert.Equal(LayerStatus.EqualEigenvalues, layer.Metrics.Status));
        Assert.NotEmpty(model.Layers);
    }

    [Fact]
    public void What_training_changed_is_a_layer()
    {
        float[] identity = Rows(12, i => Enumerable.Range(0, 12).Select(k => k == i ? 1.0 : 0));
        identity[20] = 1e-3f;
        Expect(null, identity, 12, 12);
        float[] table = Positions([3, 5, 6], [24, 12, 12]);
        table[1000] += 1e-3f;
        Expect(null, table, 1, 90, 48);
        float[] powers = Rows(11, i => Enumerable.Range(0, 30).Select(k => Math.Pow(k / 30.0, i)));
        powers[100] += 1e-4f;
        Expect(null, powers, 11, 30);
    }

    /// <summary>Masks of zeros and ones, ramps, and a small learned table as coarse as BF16.</summary>
    [Fact]
    public void What_only_resembles_a_table_is_a_layer()
    {
        Expect(null, Rows(20, i => Enumerable.Range(0, 20).Select(k => k <= i ? 1.0 : 0)), 20, 20);
        Expect(null, Rows(16, i => Enumerable.Range(0, 24).Select(k => (i + k) % 3 == 0 ? 1.0 : 0)), 16, 24);
        Expect(null, Rows(16, i => Enumerable.Range(0, 24).Select(k => (i + 1) * (k + i) / 400.0)), 16, 24);
        var random = new Random(3);
        Expect(null, Rows(24, _ => Enumerable.Range(0, 32).Select(_ => 0.02 * (random.NextDouble() - 0.5))), 24, 32);
    }

    private static void Expect(string? what, float[] values, params long[] shape)
    {
        using var checkpoint = Checkpoint.FromTensors(
            "m", [new NamedTensor("pos_embed", new TensorShape(shape), values)]);
        var inventory = LayerInventory.FromElements(checkpoint, new AnalysisOptions());
        if (what is null)
        {
            Assert.Single(inventory.Layers);
            return;
        }

        var skipped = Assert.Single(inventory.Skipped);
        Assert.Equal(SkipReason.Buffer, skipped.Reason);
        Assert.Contains(what, skipped.Explanation, StringComparison.Ordinal);
    }

    private static float[] Rows(int count, Func<int, IEnumerable<double>> row) =>
        [.. Enumerable.Range(0, count).SelectMany(row).Select(value => (float)value)];

    private static float[] Transposed(float[] values, int columns) =>
        [.. Enumerable.Range(0, columns).SelectMany(column => values.Chunk(columns).Select(row => row[column]))];

    /// <summary>Sines, then cosines, of each coordinate in turn.</summary>
    private static float[] Positions(int[] grid, int[] parts)
    {
        int points = grid.Aggregate((a, b) => a * b);
        return Rows(points, point =>
        {
            var row = new List<double>();
            int stride = points;
            for (int axis = 0; axis < grid.Length; axis++)
            {
                stride /= grid[axis];
                int position = point / stride % grid[axis];
                int half = parts[axis] / 2;
                row.AddRange(Enumerable.Range(0, parts[axis]).Select(k =>
                {
                    double phase = position * Math.Pow(10000, -(k % half) / (double)half);
                    return k < half ? Math.Sin(phase) : Math.Cos(phase);
                }));
            }

            return row;
        });
    }
}
