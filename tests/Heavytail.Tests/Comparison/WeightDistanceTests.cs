using System.Text.Json;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Comparison.ComparedModels;

namespace Heavytail.Tests.Comparison;

/// <summary>Distances of weights against NumPy, WeightWatcher, and what they have to be.</summary>
public sealed class WeightDistanceTests
{
    private const double Tolerance = 1e-11;

    [Fact]
    public void They_are_those_of_NumPy_and_SciPy()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(
            Repository.Path("tests/Heavytail.Tests/Data/compare.json")));
        using var one = Checkpoint.Open(Sample("base"));
        using var other = Checkpoint.Open(Sample("other"));
        var comparison = Compare(one, other);
        var layers = json.RootElement.GetProperty("layers");
        Assert.Equal(layers.GetArrayLength(), comparison.Layers.Count);
        foreach (var expected in layers.EnumerateArray())
        {
            string name = expected.GetProperty("name").GetString()!;
            var layer = comparison.Of(name);
            var found = layer.Distances!;
            void Check(string column, double? value) =>
                Close.Assert(expected.GetProperty(column).GetDouble(), value, Tolerance, $"{name} {column}");
            Check("frobenius", found.Frobenius);
            Check("drift", found.Drift);
            Check("spectral_difference", found.Spectral);
            Check("cka", found.Cka);
            Check("ww_cka", found.UncenteredCka);
            Check("esd_wasserstein", layer.SpectrumWasserstein);
            Assert.Equal(expected.GetProperty("vectors").GetInt32(), found.VectorCount);
            Assert.Equal(expected.GetProperty("intruder_dims").GetInt32(), found.Intruders);
            CheckOverlap(expected.GetProperty("left"), found.Left!, name + " left");
            CheckOverlap(expected.GetProperty("right"), found.Right!, name + " right");
        }

        string Sample(string which) => Repository.Path(
            "samples/fashion-mnist/" + json.RootElement.GetProperty(which).GetString());
    }

    [Fact]
    public void They_are_those_of_WeightWatcher()
    {
        // WeightWatcher 0.7.5.5, distances(): methods raw and cka, of the oracle's A and C and of other normals.
        var a = OracleMatrices.Named("A_gauss_100x200");
        var c = OracleMatrices.Named("C_conv_64x32x3x3");
        float[] b = [.. SplitMix.Normals(101, 100 * 200).Select(value => (float)value / 14)];
        float[] d = [.. SplitMix.Normals(103, 64 * 32 * 9).Select(value => (float)(0.1 * value))];
        var comparison = Compare(
            [new("a", (new TensorShape(a.Shape), a.Weights)), new("c", (new TensorShape(c.Shape), c.Weights))],
            [new("a", (new TensorShape(a.Shape), b)), new("c", (new TensorShape(c.Shape), d))]);
        Close.Assert(14.1441621780, comparison.Of("a").Distances!.Frobenius, 1e-7, "raw of A");
        Close.Assert(14.4307394028, comparison.Of("c").Distances!.Frobenius, 1e-7, "raw of C");
        Close.Assert(0.817997872829, comparison.Of("a").Distances!.UncenteredCka, 1e-7, "cka of A");
        Close.Assert(0.456062376499, comparison.Of("c").Distances!.UncenteredCka, 1e-7, "cka of C");
    }

    [Fact]
    public void Those_that_are_symmetric_do_not_mind_which_model_is_the_base()
    {
        var there = Compare(Network(1), Network(5));
        var back = Compare(Network(5), Network(1));
        foreach (string name in Names)
        {
            var (one, other) = (there.Of(name), back.Of(name));
            Assert.Equal(one.Distances!.Frobenius, other.Distances!.Frobenius);
            Close.Assert(one.Distances.Spectral, other.Distances.Spectral, 1e-12, name);
            Close.Assert(one.Distances.Cka, other.Distances.Cka, 1e-12, name);
            Close.Assert(one.Distances.UncenteredCka, other.Distances.UncenteredCka, 1e-12, name);
            Close.Assert(one.Distances.Left!.Subspace, other.Distances.Left!.Subspace, 1e-9, name);
            Close.Assert(one.Distances.Right!.Vectors, other.Distances.Right!.Vectors, 1e-9, name);
            Close.Assert(one.SpectrumWasserstein, other.SpectrumWasserstein, 1e-12, name);
            Close.Assert(one.SpectrumJensenShannon, other.SpectrumJensenShannon, 1e-12, name);
            Assert.Equal(one.Alpha!.Alpha, -other.Alpha!.Alpha);
        }
    }

    [Theory]
    [InlineData(2f)]
    [InlineData(-0.25f)]
    public void A_factor_shows_in_norms_and_not_in_directions(float factor)
    {
        var scaled = Network().ToDictionary(
            tensor => tensor.Key,
            tensor => (tensor.Value.Shape, tensor.Value.Values.Select(value => value * factor).ToArray()));
        var comparison = Compare(Network(), scaled, new ComparisonOptions { Delta = true });
        foreach (var layer in comparison.Layers)
        {
            var found = layer.Distances!;
            Close.Assert(Math.Abs(factor - 1), found.Drift, 1e-12, layer.Name);
            Close.Assert(Math.Abs(factor - 1) * Math.Sqrt(layer.Before!.Spectrum.Eigenvalues[^1]), found.Spectral,
                1e-10, layer.Name);
            Close.Assert(1, found.Cka, 1e-12, layer.Name);
            Close.Assert(1, found.UncenteredCka, 1e-12, layer.Name);
            Close.Assert(1, found.Left!.Subspace, 1e-12, layer.Name);
            Close.Assert(1, found.Right!.Vectors, 1e-12, layer.Name);
            Assert.True(layer.SpectrumJensenShannon > 0.1);

            // Free of scale; differences that F32 does not hold are rounded to it.
            Close.Assert(layer.Before["alpha"], layer.Delta!["alpha"], factor == 2 ? 1e-9 : 1e-6, layer.Name);
        }
    }

    [Fact]
    public void Unrelated_weights_overlap_as_chance_says()
    {
        var shape = new TensorShape(400, 200);
        var comparison = Compare(
            [new("w", (shape, Values(3, shape)))],
            [new("w", (shape, [.. SplitMix.Normals(4, 80_000).Select(value => (float)value)]))]);
        var found = comparison.Of("w").Distances!;
        Assert.Equal(10, found.VectorCount);
        Assert.Equal((10.0 / 400, 1.0 / 400), (found.Left!.SubspaceChance, found.Left.VectorsChance));
        Assert.Equal((10.0 / 200, 1.0 / 200), (found.Right!.SubspaceChance, found.Right.VectorsChance));
        Assert.InRange(found.Left.Subspace, 0.5 * found.Left.SubspaceChance, 2 * found.Left.SubspaceChance);
        Assert.InRange(found.Right.Subspace, 0.5 * found.Right.SubspaceChance, 2 * found.Right.SubspaceChance);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        using var one = Open(Network(1));
        using var other = Open(Network(5));
        WeightDistances?[] Run(int threads)
        {
            var options = new AnalysisOptions { Execution = new ExecutionOptions { Threads = threads } };
            var token = TestContext.Current.CancellationToken;
            var before = Analyzer.Analyze(one, options, cancellation: token);
            var after = Analyzer.Analyze(other, options, cancellation: token);
            return
            [
                .. ModelComparer.Compare(one, before, other, after, new ComparisonOptions(), token)
                    .Layers.Select(layer => layer.Distances),
            ];
        }

        Assert.Equal(Run(1), Run(4));
    }

    private static void CheckOverlap(JsonElement expected, VectorOverlap found, string what)
    {
        void Part(string column, double value) =>
            Assert.True(
                Math.Abs(expected.GetProperty(column).GetDouble() - value) <= (column == "angle" ? 1e-5 : 1e-9),
                $"{what} {column}: expected {expected.GetProperty(column)}, found {value:R}");
        Part("overlap", found.Subspace);
        Part("overlap_chance", found.SubspaceChance);
        Part("vectors", found.Vectors);
        Part("vectors_chance", found.VectorsChance);
        Part("angle", found.Angle);
    }
}
