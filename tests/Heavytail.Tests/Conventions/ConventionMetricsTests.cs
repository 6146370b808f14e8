using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>A metric that one convention forgets is a silently empty column under it.</summary>
public sealed class ConventionMetricsTests
{
    /// <summary>Metrics that a convention does not have, by its name and theirs, each with the reason.</summary>
    private static readonly Dictionary<(string Convention, string Metric), string> s_missing =
        Convention.All.SelectMany(Missing).ToDictionary(
            entry => (entry.Convention, entry.Metric), entry => entry.Reason);

    private static readonly byte[] s_healthy = TinySafeTensors.Floats(
        Tensor("conv.weight", 1, 60, 52, 3, 3), Tensor("fc.weight", 2, 70, 90));

    public static TheoryData<string> Names => [.. Convention.All.Select(convention => convention.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_metric_has_a_value_for_a_healthy_layer(string convention)
    {
        using var checkpoint = Checkpoint.Open(s_healthy, "healthy.safetensors");
        var options = new AnalysisOptions { Method = new() { Convention = Convention.Find(convention) } };
        var rows = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken).Layers;
        Assert.All(rows, row => Assert.Equal(LayerStatus.Success, row.Metrics.Status));
        Assert.Equal(["conv", "fc"], rows.Select(row => row.Name).Distinct());

        string[] wrong =
        [
            .. rows.SelectMany(row => MetricTable.BuiltIn.All
                .Where(metric => row[metric.Name] is null != s_missing.ContainsKey((convention, metric.Name)))
                .Select(metric => row[metric.Name] is null
                    ? $"{convention} has no {metric.Name} for {row.Name}: compute it there, or list it with the reason"
                    : $"{convention} has {metric.Name} for {row.Name}: it is listed as missing")),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Distinct()));
    }

    private static IEnumerable<(string Convention, string Metric, string Reason)> Missing(Convention convention)
    {
        const string NoTrap = "a healthy layer has no trap";
        yield return (convention.Name, "trap_lambda", NoTrap);
        yield return (convention.Name, "trap_excess", NoTrap);
        foreach (string metric in convention.IsCompatible ? ["bulk_ks", "bulk_p", "bulk"] : Array.Empty<string>())
        {
            yield return (convention.Name, metric, "its program fits the bulk without a test");
        }

        if (!convention.PoolsSlices)
        {
            const string OtherLaw = "its program fitted another law";
            yield return (convention.Name, "alpha_ci_low", OtherLaw);
            yield return (convention.Name, "alpha_ci_high", OtherLaw);
        }
    }

    private static (string Name, long[] Shape, float[] Data) Tensor(string name, ulong seed, params long[] shape) => (
        name, shape, Array.ConvertAll(
            SplitMix.Normals(seed, (int)shape.Aggregate((a, b) => a * b)), value => (float)value));
}
