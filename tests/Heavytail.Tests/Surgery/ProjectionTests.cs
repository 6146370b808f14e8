using System.Text.Json;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Surgery;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Surgery;

/// <summary>WW_PGD's projection against its formula in NumPy, and what it keeps.</summary>
public sealed class ProjectionTests
{
    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (int k = 0; k < 4; k++) // the last has a tail that is shorter
            {
                cases.Add(k, "projected");
                cases.Add(k, "softer");
                cases.Add(k, "target");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_tail_moves_as_in_NumPy(int index, string which)
    {
        using var json = JsonDocument.Parse(
            File.ReadAllText(Repository.Path("tests/Heavytail.Tests/Data/surgery.json")));
        var expected = json.RootElement.GetProperty("cases")[index];
        int rows = expected.GetProperty("rows").GetInt32();
        int columns = expected.GetProperty("columns").GetInt32();
        int tail = expected.GetProperty("tail").GetInt32();
        var operation = which switch
        {
            "projected" => new TailProjection(),
            "softer" => new TailProjection { Hardness = 0.4, Eta = 0.5, Blend = 0.9, TargetAlpha = 3 },
            _ => new TailProjection { Eta = 0, Blend = 1 },
        };
        double[] weights = Numbers(expected, "weights");
        var layer = SampleLayer.Of(FormattableString.Invariant($"{rows}x{columns}"));
        var row = new LayerAnalysis(
            layer,
            new LayerMetrics
            {
                Status = LayerStatus.Success,
                Tail = new TailMetrics { NumPlSpikes = tail },
            },
            null)
        {
            KeptSpectrum = Spectrum.Of(weights, rows, columns),
        };
        Assert.Null(operation.Passes(row));
        var outcome = operation.Operate(
            row, new LayerWeights(layer, weights, new SurgeryResources(
                KernelSet.Current, 1, 0, "a", TestContext.Current.CancellationToken)));
        Assert.True(outcome.IsChanged, outcome.Done);
        int used = Math.Min(tail, (tail + Heavytail.Conventions.DeterminantTail.ByLogarithms(
            row.Spectrum.Eigenvalues).Count) / 2);
        Assert.Equal(tail, used);
        Assert.Equal(
            Numbers(expected, which), weights, (one, other) => Math.Abs(one - other) <= 1e-12);
    }

    [Fact]
    public void A_step_keeps_the_sum_of_logarithms_and_goes_towards_the_target()
    {
        double[] values = [9, 4, 2.5, 1.2, 0.8, 0.79, 0.4];
        var operation = new TailProjection();
        double[] once = operation.Move(values);
        Assert.Equal(values.Sum(Math.Log), once.Sum(Math.Log), 1e-12);
        Assert.True(Away(once) < Away(values));
        double[] target = (operation with { Eta = 0 }).Move(values);
        Assert.Equal(0, Away(target), 1e-12);
        Assert.Equal(target, operation.Move(target), (one, other) => Math.Abs(one - other) < 1e-12);
    }

    [Fact]
    public void Alpha_comes_nearer_to_two_and_short_tails_stay()
    {
        // A power law of alpha 3.5: Pareto entries would be one too, but this is known by its singular values.
        const int n = 120;
        double[] weights = new double[n * n];
        for (int k = 0; k < n; k++)
        {
            weights[(k * n) + k] = Math.Pow((k + 0.5) / n, -0.5 / 2.5);
        }

        byte[] file = OperatedModels.Doubles(
            ("a.weight", [n, n], weights), ("b.weight", [6, 6], OperatedModels.Weights(1, 6, 6)));
        var (result, written) = OperatedModels.Operate(file, new TailProjection { Blend = 1 });
        var layer = result.Of("a");
        Assert.True(layer.IsChanged, layer.Done);
        Assert.True(
            Math.Abs(layer.After!["alpha"]!.Value - 2) < Math.Abs(layer.Before["alpha"]!.Value - 2),
            $"{layer.Before["alpha"]} {layer.After["alpha"]}");
        Assert.False(result.Of("b").IsChanged);
        Assert.Equal(OperatedModels.Numbers(file, "b.weight"), OperatedModels.Numbers(written, "b.weight"));
    }

    [Fact]
    public void A_target_that_would_lose_the_weights_is_refused()
    {
        byte[] file = OperatedModels.Doubles(("a.weight", [80, 60], OperatedModels.Weights(2, 80, 60)));
        var error = Assert.Throws<SurgeryException>(() => OperatedModels.Operate(
            file, new TailProjection { Eta = 0, TargetAlpha = 1.01 }));
        Assert.StartsWith("the projection would change `a` by ", error.Message, StringComparison.Ordinal);
        Assert.Contains("the target alpha 1.01 is too far from its tail", error.Message, StringComparison.Ordinal);
        Assert.Contains("`TargetAlpha` nearer", error.Hint, StringComparison.Ordinal);
        Assert.True(OperatedModels.Operate(file, new TailProjection { Eta = 0 }).Result.Of("a").Change < 10);
    }

    [Fact]
    public void No_hardness_changes_no_bit()
    {
        byte[] file = OperatedModels.Doubles(("a.weight", [40, 30], OperatedModels.Weights(2, 40, 30)));
        Assert.Equal(file, OperatedModels.Operate(file, new TailProjection { Hardness = 0 }).File);
    }

    /// <summary>How far ln λ is from a line of slope −1 in ln rank.</summary>
    private static double Away(double[] values)
    {
        double[] away = [.. values.Select((value, k) => (2 * Math.Log(value)) + Math.Log(k + 1))];
        double mean = away.Average();
        return Math.Sqrt(away.Sum(value => (value - mean) * (value - mean)));
    }

    private static double[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
