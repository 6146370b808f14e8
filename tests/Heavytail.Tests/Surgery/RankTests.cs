using System.Text.Json;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Surgery.OperatedModels;

namespace Heavytail.Tests.Surgery;

/// <summary>Smoothing and low-rank replacement against LAPACK and Math.NET, and what stays as it is.</summary>
public sealed class RankTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, 5)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_low_rank_replacement_is_the_truncation_of_LAPACK(int index)
    {
        using var json = Fixture();
        var expected = json.RootElement.GetProperty("cases")[index];
        var (rows, columns) = (expected.GetProperty("rows").GetInt64(), expected.GetProperty("columns").GetInt64());
        var (result, file) = Operate(
            Doubles(("a.weight", [rows, columns], Numbers(expected, "weights"))),
            new LowRank { Rank = expected.GetProperty("k").GetInt32() });
        double[] found = OperatedModels.Numbers(file, "a.weight");
        double largest = Numbers(expected, "singular_values")[0];
        Assert.Equal(
            Numbers(expected, "truncated"), found, (one, other) => Math.Abs(one - other) <= 1e-13 * largest);
        Assert.Equal(expected.GetProperty("k").GetInt64(), result.Layers.Single().Kept);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    public void Exactly_the_k_largest_singular_values_are_left(int rank)
    {
        const double tolerance = 1e-6;
        (string Name, long[] Shape)[] shapes = [("tall", [50, 30]), ("wide", [22, 61]), ("conv", [24, 20, 3, 3])];
        var (result, file) = Operate(
            Doubles([.. shapes.Select((one, k) => (one.Name + ".weight", one.Shape, Weights((ulong)k, one.Shape)))]),
            new LowRank { Rank = rank });
        for (int k = 0; k < shapes.Length; k++)
        {
            var (name, shape) = shapes[k];
            double[] old = Weights((ulong)k, shape);
            double[] now = OperatedModels.Numbers(file, name + ".weight");
            for (int slice = 0; slice < (shape.Length > 2 ? 9 : 1); slice++)
            {
                double[] before = SliceOf(old, shape, slice).OracleSingularValues();
                double[] after = SliceOf(now, shape, slice).OracleSingularValues();
                for (int i = 1; i <= before.Length; i++)
                {
                    double wanted = i <= rank ? before[^i] : 0;
                    Assert.True(
                        Math.Abs(after[^i] - wanted) <= tolerance * before[^1],
                        $"{name} slice {slice}, s {i}: {wanted:R}, found {after[^i]:R}");
                }
            }

            Assert.True(result.Of(name).IsChanged);
        }
    }

    [Fact]
    public void Few_vectors_of_a_large_matrix_and_equal_singular_values_are_found_too()
    {
        // Lanczos' iteration finds one vector of two equal values: then all are computed.
        const int n = 400;
        double[] noise = SplitMix.Normals(9, n * n);
        double[] weights = new double[n * n];
        for (int k = 0; k < n * n; k++)
        {
            weights[k] = 1e-3 * noise[k];
        }

        double[] equal = new double[n * n];
        for (int k = 0; k < n; k++)
        {
            weights[(k * n) + k] += k < 2 ? 40 : 0;
            equal[(k * n) + k] = k < 4 ? 5 : 1e-3;
        }

        var (result, file) = Operate(
            Doubles(("noise.weight", [n, n], weights), ("equal.weight", [n, n], equal)), new LowRank { Rank = 2 });
        foreach (string name in new[] { "noise", "equal" })
        {
            var spectrum = Spectrum.Of(OperatedModels.Numbers(file, name + ".weight"), n, n);
            double[] values = spectrum.Slices[0].SingularValues();
            double[] before = result.Of(name).Before.Spectrum.Slices[0].SingularValues();
            Assert.Equal(2, spectrum.Rank);
            Assert.Equal(before[^1], values[^1], 1e-7 * before[^1]);
            Assert.Equal(before[^2], values[^2], 1e-7 * before[^1]);
            Assert.True(values[^3] <= 1e-12 * values[^1], $"{name}: {values[^3]}");
        }
    }

    [Fact]
    public void Smoothing_keeps_as_many_as_the_plan_of_ranks_says()
    {
        byte[] file = Doubles(
            ("a.weight", [80, 60], Weights(1, 80, 60)), ("conv.weight", [24, 20, 3, 3], Weights(2, 24, 20, 3, 3)));
        foreach (var method in new[]
        {
            RankMethod.Determinant, RankMethod.Percent, RankMethod.Tail, RankMethod.Spikes,
        })
        {
            var (result, _) = Operate(file, new Smoothing { By = method, Percent = 25 });
            foreach (var layer in result.Layers)
            {
                long count = method switch
                {
                    RankMethod.Percent => layer.Before.Layer.EigenvalueCount / 4,
                    RankMethod.Tail => (long)layer.Before["num_pl_spikes"]!.Value,
                    RankMethod.Spikes => (long)layer.Before["num_spikes"]!.Value,
                    _ => Heavytail.Conventions.DeterminantTail.ByLogarithms(
                        layer.Before.Spectrum.Eigenvalues).Count,
                };
                long inSlice = (count + layer.Before.Layer.Rf - 1) / layer.Before.Layer.Rf;
                Assert.Equal(count > 0, layer.IsChanged);
                Assert.Equal(count > 0 ? inSlice * layer.Before.Layer.Rf : null, layer.Kept);
                if (layer.IsChanged)
                {
                    Assert.Equal(layer.Kept, (long)layer.After!["matrix_rank"]!.Value);
                }
            }
        }
    }

    [Fact]
    public void What_is_kept_and_what_is_taken_off_add_up()
    {
        byte[] file = Doubles(("a.weight", [40, 30], Weights(3, 40, 30)));
        var top = new Smoothing { By = RankMethod.Percent, Percent = 20 };
        double[] kept = OperatedModels.Numbers(Operate(file, top).File, "a.weight");
        double[] left = OperatedModels.Numbers(Operate(file, top with { RemovesTop = true }).File, "a.weight");
        Assert.Equal(
            Weights(3, 40, 30), kept.Zip(left, (one, other) => one + other),
            (one, other) => Math.Abs(one - other) < 1e-14);
    }

    [Fact]
    public void Energy_and_threshold_give_the_ranks_of_their_formulas()
    {
        byte[] file = Doubles(("a.weight", [40, 30], Weights(4, 40, 30)));
        var (energy, _) = Operate(file, new LowRank { Energy = 90 });
        double[] values = energy.Layers[0].Before.Spectrum.Slices[0].SingularValues();
        double all = values.Sum(value => value * value);
        int least = Enumerable.Range(1, 30).First(k => values[^k..].Sum(value => value * value) >= 0.9 * all);
        Assert.Equal(least, energy.Layers[0].Kept);
        var (laser, _) = Operate(file, new LowRank());
        int above = Heavytail.Plans.SignalToNoise.Of(values, 40, 30).Count;
        Assert.Equal(above, laser.Layers[0].Kept);
    }

    /// <summary>The type, the ε of its rounding, and an exact value of that type.</summary>
    [Theory]
    [InlineData("F16", 1.0 / 2048)]
    [InlineData("BF16", 1.0 / 256)]
    [InlineData("F8_E4M3", 1.0 / 16)]
    [InlineData("F8_E5M2", 1.0 / 8)]
    [InlineData("F32", 6e-8)]
    public void Every_type_is_rounded_to_its_nearest_and_the_report_is_of_what_is_written(string type, double half)
    {
        long[] shape = [20, 16];
        var element = Enum.GetValues<ElementType>().First(one => one != ElementType.Unknown && one.Name() == type);
        byte[] data = new byte[20 * 16 * element.Bits() / 8];
        double[] weights = Weights(5, shape);
        for (int k = 0; k < weights.Length; k++)
        {
            Heavytail.Tensors.ElementNarrowing.Write(
                weights[k], element, data.AsSpan(k * element.Bits() / 8, element.Bits() / 8));
        }

        byte[] file = TinySafeTensors.File(("a.weight", type, shape, data));
        double[] old = OperatedModels.Numbers(file, "a.weight");
        var (result, written) = Operate(file, new LowRank { Rank = 3 });
        double[] now = OperatedModels.Numbers(written, "a.weight");
        double[] exact = OperatedModels.Numbers(
            Operate(Doubles(("a.weight", shape, old)), new LowRank { Rank = 3 }).File, "a.weight");
        var layer = result.Layers.Single();
        for (int k = 0; k < now.Length; k++)
        {
            Assert.True(Math.Abs(now[k] - exact[k]) <= (half * Math.Abs(exact[k])) + 1e-2, $"{k}: {exact[k]}");
        }

        Close.Assert(Distance(now, old) / Norm(old), layer.Change, 1e-12, "change");
        Close.Assert(Distance(now, exact) / Norm(old), layer.Rounding, 1e-6, "rounding");
        using var after = Checkpoint.Open(written, "written.safetensors");
        var analysis = Analyzer.Analyze(
            after, ModelSurgery.Needed(
                new AnalysisOptions { Selection = new LayerSelection { MinEvals = 1 } }, new LowRank()),
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(analysis.Layers[0].Metrics, layer.After!.Metrics);
    }

    [Fact]
    public void A_rank_that_a_layer_has_already_changes_nothing()
    {
        byte[] file = Doubles(("a.weight", [12, 9], Matrices.RankDeficient(6, 12, 9, 3).Data));
        var (result, written) = Operate(file, new LowRank { Rank = 3 });
        Assert.Equal(file, written);
        Assert.Equal("unchanged: all its 3 singular values are kept", result.Layers[0].Done);
        Assert.Null(result.Layers[0].After);
    }

    private static Matrix SliceOf(double[] weights, long[] shape, int slice)
    {
        int kernel = shape.Length > 2 ? 9 : 1;
        var matrix = new Matrix((int)shape[0], (int)shape[1]);
        for (int k = 0; k < matrix.Data.Length; k++)
        {
            matrix.Data[k] = weights[(k * kernel) + slice];
        }

        return matrix;
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));

    private static double Distance(double[] one, double[] other) =>
        Norm([.. one.Zip(other, (a, b) => a - b)]);

    private static JsonDocument Fixture() => JsonDocument.Parse(
        File.ReadAllText(Repository.Path("tests/Heavytail.Tests/Data/surgery.json")));

    private static double[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
