using Xunit;

namespace Heavytail.Tests.Formats.Adapters;

/// <summary>Configurations that lie, and factors that do not fit.</summary>
public sealed class AdapterHostileTests
{
    [Theory]
    [InlineData("\"r\": 0", "`r` is 0; expected a whole number from 1")]
    [InlineData("\"r\": \"4\"", "`r` is \"4\"; expected")]
    [InlineData("\"r\": 1e99", "`r` is 1e99; expected")]
    [InlineData("\"r\": 4, \"lora_alpha\": null", "`lora_alpha` is null; expected a positive number")]
    [InlineData("\"r\": 4, \"lora_alpha\": -8", "`lora_alpha` is -8; expected a positive number")]
    [InlineData("\"r\": 4, \"lora_alpha\": 1e300", "`lora_alpha` is 1e300; expected")]
    [InlineData("\"r\": 4, \"use_rslora\": 1", "`use_rslora` is 1; expected true or false")]
    [InlineData("\"r\": 4, \"rank_pattern\": [4]", "`rank_pattern` is [4]; expected an object")]
    [InlineData("\"r\": 4, \"rank_pattern\": {\"a\": 0}", "`rank_pattern.a` is 0; expected")]
    [InlineData("\"r\": 4, \"rank_pattern\": {\"(a\": 4}", "`rank_pattern` has `(a`, which is not a regular")]
    [InlineData("\"r\": 4, \"target_parameters\": [1]", "`target_parameters` is [1]; expected a list of names")]
    [InlineData("\"r\": 4, \"layer_replication\": [[3, 1]]", "`layer_replication` has [3, 1]; expected")]
    public void An_impossible_value_is_named(string config, string problem)
    {
        using var adapter = Adapter(config);
        var error = Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(adapter.Path));
        Assert.EndsWith("adapter_config.json", error.Path, StringComparison.Ordinal);
        Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("((a*)*)*b", true)]
    [InlineData("(?=m)(([a-z._0-9]+)+)+!", false)]
    public void A_pattern_ends_in_time(string pattern, bool isLinear)
    {
        using var adapter = new TinyAdapter(
            $"\"r\": 4, \"rank_pattern\": {{\"{pattern}\": 4}}",
            ("m" + new string('a', 60) + ".fc.lora_A.weight", [4, 30], new double[120]),
            ("m" + new string('a', 60) + ".fc.lora_B.weight", [40, 4], new double[160]));
        if (isLinear)
        {
            Checkpoint.Open(adapter.Path).Dispose();
            return;
        }

        var error = Record.Exception(() => Checkpoint.Open(adapter.Path).Dispose());
        Assert.True(error is null or InvalidCheckpointException);
    }

    [Fact]
    public void A_rank_that_the_factors_do_not_have_is_no_change()
    {
        using var adapter = Adapter("\"r\": 8");
        var skipped = Assert.Single(adapter.Analyze().Skipped, tensor => tensor.Reason == SkipReason.Unread);
        Assert.Contains(
            "[4, 30] and base_model.model.m.fc.lora_B.weight [40, 4] do not fit: by adapter_config.json `m.fc` has",
            skipped.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_factor_alone_is_no_change()
    {
        using var adapter = new TinyAdapter("\"r\": 4", ("m.fc.lora_A.weight", [4, 30], new double[120]));
        Assert.Contains("`lora_B`, is not in the file", Assert.Single(adapter.Analyze().Skipped).Explanation,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_that_are_not_finite_are_said()
    {
        double[] b = new double[160];
        b[7] = double.NaN;
        using var adapter = new TinyAdapter(
            "\"r\": 4", ("m.fc.lora_A.weight", [4, 30], new double[120]), ("m.fc.lora_B.weight", [40, 4], b));
        Assert.Equal(LayerStatus.NonFiniteWeights, Assert.Single(adapter.Analyze().Layers).Metrics.Status);
    }

    [Fact]
    public void Zeros_and_the_ends_of_the_range_have_spectra()
    {
        double[] large = [.. Enumerable.Repeat(1e300, 120)];
        double[] small = [.. Enumerable.Repeat(1e-300, 160)];
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 4", ("m.fc.lora_A.weight", [4, 30], large),
            ("m.fc.lora_B.weight", [40, 4], small), ("m.gc.lora_A.weight", [4, 30], large),
            ("m.gc.lora_B.weight", [40, 4], new double[160]));
        var layers = adapter.Analyze().Layers;
        Assert.Equal(4 * Math.Sqrt(1200), layers[0].Spectrum.Slices[0].SingularValues()[^1], 1e-9);
        Assert.All(layers[1].Spectrum.Eigenvalues, value => Assert.Equal(0, value));
    }

    private static TinyAdapter Adapter(string config) => new(
        config, ("m.fc.lora_A.weight", [4, 30], Products.Normals(1, 4, 30)),
        ("m.fc.lora_B.weight", [40, 4], Products.Normals(2, 40, 4)));
}
