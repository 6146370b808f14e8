using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>Spectra that are equal to the precision of the stored weights have no alpha, and ties count once.</summary>
public sealed class StoredPrecisionTests
{
    private static readonly Dictionary<string, Func<double, byte[]>> s_types = new()
    {
        ["F64"] = BitConverter.GetBytes,
        ["F32"] = value => BitConverter.GetBytes((float)value),
        ["F16"] = value => BitConverter.GetBytes((Half)value),
        ["BF16"] = value => BitConverter.GetBytes(RoundToBFloat16((float)value)),
        ["F8_E4M3"] = value => [ToE4M3(value)],
    };

    public static TheoryData<string, int, int, double> Orthogonal
    {
        get
        {
            var data = new TheoryData<string, int, int, double>();
            foreach (string type in s_types.Keys)
            {
                foreach ((int rows, int columns, double gain) in
                    new[] { (64, 64, 1.0), (200, 40, 1.4142), (30, 90, 0.3), (128, 128, 5), (12, 12, 1) })
                {
                    data.Add(type, rows, columns, gain);
                }
            }

            return data;
        }
    }

    [Fact]
    public void The_case_of_one_orthogonal_matrix_in_four_types()
    {
        var model = AnalyzeCase("truth_orthogonal_types.safetensors", Convention.WeightWatcher);
        var real = model.Layers.Single(row => row.Name == "real");
        Assert.Equal(4, model.Layers.Count(row => row.Metrics.Status == LayerStatus.EqualEigenvalues));
        Close.Assert(2.0868256945631627, real.Metrics["alpha"], 1e-9, "alpha");
        Assert.Equal(real.Metrics["alpha"], model.Summary["alpha"]);
    }

    [Fact]
    public void The_case_of_an_orthogonal_matrix_beside_a_trained_one()
    {
        var model = AnalyzeCase("degenerate/orthogonal.npz", Convention.WeightWatcher);
        Assert.Equal(2, model.Layers.Count(row => row.Metrics.Status == LayerStatus.EqualEigenvalues));
        Close.Assert(6.387259968927084, model.Summary["alpha"], 1e-9, "alpha");
    }

    [Fact]
    public void The_case_of_ties()
    {
        var rows = AnalyzeCase("truth_ties.safetensors", Convention.WeightWatcher).Layers;
        AssertFit(rows.Single(row => row.Name == "ties59"), 1 + (60 / Math.Log(4)), 58 / 60.0, 60);
        AssertFit(rows.Single(row => row.Name == "two_values"), 1 + (40 / (20 * Math.Log(4))), 0.475, 40);
        var old = AnalyzeCase("truth_ties.safetensors", Convention.Sdm2020).Layers;
        AssertFit(old.Single(row => row.Name == "ties59"), 1 + (59 / Math.Log(4)), 57 / 59.0, 59);
    }

    [Theory]
    [MemberData(nameof(Orthogonal))]
    public void An_orthogonal_matrix_has_no_alpha_in_any_type(string type, int rows, int columns, double gain)
    {
        double[] weights = RotatedDiagonal.Of(rows, columns, (ulong)rows, _ => gain);
        foreach (var convention in new[] { Convention.WeightWatcher, Convention.Sdm2020 })
        {
            var row = Analyze(type, [rows, columns], weights, convention);
            Assert.Equal(LayerStatus.EqualEigenvalues, row.Metrics.Status);
            Assert.Null(row.Metrics["alpha"]);
            Assert.Null(row.Metrics["sigma"]);
            Assert.True(row.Metrics["log_norm"] is not null);
        }
    }

    /// <summary>One position of the kernel is orthogonal and the others zero, or each is orthogonal.</summary>
    [Theory]
    [InlineData("F32", false)]
    [InlineData("F16", false)]
    [InlineData("BF16", false)]
    [InlineData("F32", true)]
    [InlineData("F16", true)]
    [InlineData("BF16", true)]
    public void So_has_an_orthogonal_convolution(string type, bool everywhere)
    {
        double[] weights = new double[40 * 24 * 9];
        for (int slice = 0; slice < 9; slice++)
        {
            double[] matrix = RotatedDiagonal.Of(40, 24, (ulong)slice + 1, _ => everywhere || slice == 4 ? 1 : 0);
            for (int k = 0; k < matrix.Length; k++)
            {
                weights[(k * 9) + slice] = matrix[k];
            }
        }

        Assert.Equal(LayerStatus.EqualEigenvalues, Analyze(type, [40, 24, 3, 3], weights).Metrics.Status);
    }

    /// <summary>As programs make them: a product of reflections, each rounded to F32, with sums in double.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(200)]
    public void So_has_one_that_was_computed_in_F32(int n)
    {
        float[] weights = [.. Enumerable.Range(0, n * n).Select(k => k % (n + 1) == 0 ? 1f : 0f)];
        for (int step = 0; step < n; step++)
        {
            float[] v = [.. SplitMix.Normals((ulong)(step + 1), n).Select(w => (float)w)];
            double half = v.Sum(w => (double)w * w) / 2;
            for (int j = 0; j < n; j++)
            {
                double product = 0;
                for (int i = 0; i < n; i++)
                {
                    product += (double)v[i] * weights[(i * n) + j];
                }

                for (int i = 0; i < n; i++)
                {
                    weights[(i * n) + j] -= (float)(v[i] * (product / half));
                }
            }
        }

        var row = Analyze("F32", [n, n], Array.ConvertAll(weights, w => (double)w));
        Assert.Equal(LayerStatus.EqualEigenvalues, row.Metrics.Status);
    }

    /// <summary>Singular values 1 and 2 behind rotations: rounding splits them, and they stay two values.</summary>
    [Theory]
    [InlineData("F64", 59, 1, 1e-9)]
    [InlineData("F32", 59, 1, 1e-5)]
    [InlineData("F16", 59, 1, 2e-3)]
    [InlineData("BF16", 59, 1, 2e-2)]
    [InlineData("F64", 20, 20, 1e-9)]
    [InlineData("F32", 20, 20, 1e-5)]
    [InlineData("F16", 20, 20, 2e-3)]
    [InlineData("BF16", 20, 20, 2e-2)]
    public void Ties_are_one_candidate_in_any_type(string type, int ones, int twos, double tolerance)
    {
        int n = ones + twos;
        double[] weights = RotatedDiagonal.Of(n, n, 9, k => k < ones ? 1 : 2);
        var metrics = Analyze(type, [n, n], weights).Metrics;
        Close.Assert(1 + (n / (twos * Math.Log(4))), metrics["alpha"], tolerance, "alpha");
        Assert.Equal(n, metrics["num_pl_spikes"]);
        Close.Assert((metrics["alpha"]!.Value - 1) / Math.Sqrt(n), metrics["sigma"], 1e-14, "sigma");
    }

    /// <summary>Each value in a block of its own, zeros beside them, which rounding leaves as they are.</summary>
    [Theory]
    [InlineData("F32", 64, 64, 1e-5)]
    [InlineData("F16", 64, 64, 2e-3)]
    [InlineData("BF16", 64, 64, 2e-2)]
    [InlineData("F32", 100, 12, 1e-5)]
    [InlineData("F16", 100, 12, 2e-3)]
    [InlineData("BF16", 12, 100, 2e-2)]
    public void Ties_in_blocks_are_one_candidate_too(string type, int ones, int twos, double tolerance)
    {
        int n = ones + twos;
        double[] small = RotatedDiagonal.Of(ones, ones, 4, _ => 1);
        double[] large = RotatedDiagonal.Of(twos, twos, 5, _ => 2);
        double[] weights = new double[n * n];
        for (int row = 0; row < n; row++)
        {
            var block = row < ones ? small.AsSpan(row * ones, ones) : large.AsSpan((row - ones) * twos, twos);
            block.CopyTo(weights.AsSpan((row * n) + (row < ones ? 0 : ones)));
        }

        var metrics = Analyze(type, [n, n], weights).Metrics;
        Close.Assert(1 + (n / (twos * Math.Log(4))), metrics["alpha"], tolerance, "alpha");
        Assert.Equal(n, metrics["num_pl_spikes"]);
    }

    /// <summary>Noise has a top in any type, though rounding moves eigenvalues past their neighbors.</summary>
    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F8_E4M3")]
    public void Noise_has_an_alpha_in_any_type(string type)
    {
        foreach (int n in new[] { 32, 128, 300 })
        {
            double[] weights = Array.ConvertAll(SplitMix.Normals((ulong)n, n * n), w => w / 8);
            var exact = Analyze("F64", [n, n], weights).Metrics;
            var stored = Analyze(type, [n, n], weights).Metrics;
            Assert.Equal(LayerStatus.Success, stored.Status);
            Assert.True(stored["num_pl_spikes"] > 1 && exact["num_pl_spikes"] > 1);
        }
    }

    /// <summary>Scaled and permuted weights: what is equal, and so the status, stays as it is.</summary>
    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Scale_and_order_change_no_status(string type)
    {
        Func<int, double>[] spectra = [_ => 1, k => k < 30 ? 1 : 2, k => 1 + (0.02 * k), k => k < 20 ? 0 : 1];
        foreach (var spectrum in spectra)
        {
            double[] weights = RotatedDiagonal.Of(48, 40, 3, spectrum);
            double[] reversed = [.. weights.Chunk(40).Reverse().SelectMany(row => row.Reverse())];
            var first = Analyze(type, [48, 40], weights).Metrics;
            foreach (double factor in new[] { 1.0, 0.125, 0.3, 7 })
            {
                var other = Analyze(type, [48, 40], Array.ConvertAll(reversed, w => w * factor)).Metrics;
                Assert.Equal(first.Status, other.Status);
                if (factor is 1 or 0.125 && first["alpha"] is double alpha)
                {
                    Close.Assert(alpha, other["alpha"], 1e-6, "alpha"); // F16 has subnormals
                    Assert.Equal(first["num_pl_spikes"], other["num_pl_spikes"]);
                }
            }
        }
    }

    private static void AssertFit(LayerAnalysis row, double alpha, double distance, int count)
    {
        Close.Assert(alpha, row.Metrics["alpha"], 1e-9, "alpha");
        Close.Assert(distance, row.Metrics["D"], 1e-9, "D");
        Close.Assert((alpha - 1) / Math.Sqrt(count), row.Metrics["sigma"], 1e-9, "sigma");
        Assert.Equal(count, row.Metrics["num_pl_spikes"]);
    }

    private static ModelAnalysis AnalyzeCase(string file, Convention convention)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/" + file));
        return Analyzer.Analyze(checkpoint, new AnalysisOptions { Method = new() { Convention = convention } },
            cancellation: TestContext.Current.CancellationToken);
    }

    private static LayerAnalysis Analyze(string type, long[] shape, double[] weights, Convention? convention = null)
    {
        byte[] data = [.. weights.SelectMany(s_types[type])];
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("a.safetensors", TinySafeTensors.File(("a.weight", type, shape, data))));
        var options = new AnalysisOptions { Method = new() { Convention = convention ?? Convention.WeightWatcher } };
        return Assert.Single(Analyzer.Analyze(
            checkpoint, options, cancellation: TestContext.Current.CancellationToken).Layers);
    }

    private static ushort RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The nearest of the 256 values.</summary>
    private static byte ToE4M3(double value)
    {
        int exponent = Math.Max(Math.ILogB(Math.Max(Math.Abs(value), 1e-9)), -6);
        int units = (int)Math.Round(Math.ScaleB(Math.Abs(value), 3 - exponent)); // 8 to 16, or 0 to 8 if subnormal
        int code = exponent == -6 && units < 8 ? units : ((exponent + 7) << 3) + units - 8;
        return (byte)(code | (value < 0 ? 0x80 : 0));
    }
}
