using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>Models are comparable when they have the same kinds and shapes of layers, however often.</summary>
public sealed class ComparabilityTests
{
    [Fact]
    public void No_model_and_one_model_have_no_differences()
    {
        Assert.Empty(Comparability.Differences([]));
        Assert.Empty(Comparability.Differences([Model("a", [30, 20])]));
    }

    [Fact]
    public void Depth_is_no_difference()
    {
        Assert.Empty(Comparability.Differences([Model("a", [30, 20]), Model("b", [30, 20], [30, 20], [30, 20])]));
        Assert.Empty(Comparability.Differences([Model("a", [8, 4], [30, 20]), Model("b", [30, 20], [8, 4], [8, 4])]));
    }

    [Fact]
    public void What_not_all_models_have_is_named_once_with_its_first_layer()
    {
        var differences = Comparability.Differences(
            [Model("a", [30, 20], [8, 4], [8, 4]), Model("b", [30, 20]), Model("c", [30, 20], [9, 4])]);
        Assert.Equal(2, differences.Count);
        Assert.StartsWith("a: 1 (dense ", differences[0], StringComparison.Ordinal);
        Assert.Contains("8", differences[0], StringComparison.Ordinal);
        Assert.StartsWith("c: 1 (dense ", differences[1], StringComparison.Ordinal);
        Assert.Contains("9", differences[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_two_of_three_models_share_is_a_difference_of_both() => Assert.Equal(
        ["a", "b"],
        Comparability.Differences([Model("a", [30, 20], [8, 4]), Model("b", [30, 20], [8, 4]), Model("c", [30, 20])])
            .Select(difference => difference.Split(':')[0]));

    [Fact]
    public void A_transposed_shape_is_another_shape() =>
        Assert.Equal(2, Comparability.Differences([Model("a", [30, 20]), Model("b", [20, 30])]).Count);

    [Fact]
    public void A_model_without_layers_shares_nothing() =>
        Assert.StartsWith(
            "b: 0 (", Assert.Single(Comparability.Differences([Model("a"), Model("b", [30, 20])])),
            StringComparison.Ordinal);

    [Fact]
    public void Layers_are_the_same_one_by_one_or_not()
    {
        var model = Model("a", [30, 20], [8, 4]);
        Assert.True(Comparability.SameLayers([model]));
        Assert.True(Comparability.SameLayers([model, Model("b", [30, 20], [8, 4]), Model("c", [30, 20], [8, 4])]));
        Assert.False(Comparability.SameLayers([model, Model("b", [30, 20], [8, 4]), Model("c", [30, 20])]));
        Assert.False(Comparability.SameLayers([model, Model("b", [8, 4], [30, 20])]));
        Assert.False(Comparability.SameLayers([model, model with { Layers = [.. model.Layers.Reverse()] }]));
    }

    /// <summary>Layers 0, 1, … of these shapes.</summary>
    private static ModelAnalysis Model(string path, params long[][] shapes)
    {
        var layers = shapes.SelectMany((shape, k) =>
            RankingCases.Model(path, [.. Enumerable.Repeat(RankingCases.Numbers(1), k + 1)], shape).Layers.Skip(k));
        return RankingCases.Model(path, Array.Empty<LayerMetrics>()) with { Layers = [.. layers] };
    }
}
