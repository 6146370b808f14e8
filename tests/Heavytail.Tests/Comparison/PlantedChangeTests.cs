using Xunit;
using static Heavytail.Tests.Comparison.ComparedModels;

namespace Heavytail.Tests.Comparison;

/// <summary>A layer is missing, renamed, reshaped or retrained: that is reported, and nothing else changes.</summary>
public sealed class PlantedChangeTests
{
    private static readonly ModelComparison s_same = Compare(Network(), Network());

    [Fact]
    public void A_model_beside_itself_has_no_difference()
    {
        Assert.Equal(3, s_same.Count(LayerChange.Equal));
        Assert.Empty(s_same.Errors);
        Assert.Empty(s_same.Notes);
        Assert.All(s_same.Layers, layer =>
        {
            Assert.Equal(MatchedBy.Name, layer.MatchedBy);
            Assert.Equal(0, layer.Distances!.Frobenius);
            Assert.Equal((0, 0), (layer.Distances.Drift, layer.Distances.Spectral));
            Assert.Equal((1, 1), (layer.Distances.Cka, layer.Distances.UncenteredCka));
            Assert.Equal((1.0, 1.0, 0.0), (layer.Distances.Left!.Subspace, layer.Distances.Left.Vectors,
                layer.Distances.Left.Angle));
            Assert.Equal((0, 0), (layer.SpectrumWasserstein, layer.SpectrumJensenShannon));
            Assert.Equal((0, false), (layer.Alpha!.Alpha, layer.Alpha.IsClear));
        });
    }

    [Fact]
    public void A_missing_layer_is_only_in_the_base()
    {
        var tensors = Network();
        tensors.Remove("fc2");
        var comparison = Compare(Network(), tensors);
        Assert.Equal(LayerChange.OnlyBase, comparison.Of("fc2").Change);
        Assert.NotNull(comparison.Of("fc2").Before);
        Assert.Null(comparison.Of("fc2").After);
        Assert.Null(comparison.Of("fc2").Distances);
        OthersAreEqual(comparison, "fc2");
        Assert.Equal("3 layers: 2 equal, 1 only in the base", ComparisonSentences.Of(comparison)[0]);
        Assert.Equal(LayerChange.OnlyOther, Compare(tensors, Network()).Of("fc2").Change);
    }

    [Fact]
    public void A_renamed_layer_is_paired_where_the_user_says_how()
    {
        var tensors = Network();
        tensors["head"] = tensors["fc2"];
        tensors.Remove("fc2");
        var comparison = Compare(Network(), tensors);
        Assert.Equal(LayerChange.OnlyBase, comparison.Of("fc2").Change);
        Assert.Equal(LayerChange.OnlyOther, comparison.Of("head").Change);
        OthersAreEqual(comparison, "fc2", "head");

        var options = new ComparisonOptions { Maps = [NameMap.Parse("fc2=head"), NameMap.Parse("absent=head")] };
        var mapped = Compare(Network(), tensors, options);
        Assert.Equal(LayerChange.Equal, mapped.Of("fc2").Change);
        Assert.Equal(("head", MatchedBy.Map), (mapped.Of("fc2").Other!.Name, mapped.Of("fc2").MatchedBy));
        Assert.Equal("absent=head", Assert.Single(mapped.UnusedMaps).Text);
        OthersAreEqual(mapped, "fc2");
    }

    [Fact]
    public void A_reshaped_layer_is_an_error_and_the_others_go_on()
    {
        var tensors = Network();
        tensors["fc2"] = (new TensorShape(60, 30), tensors["fc2"].Values); // as many elements
        var comparison = Compare(Network(), tensors, new ComparisonOptions { Delta = true });
        var layer = comparison.Of("fc2");
        Assert.Equal(LayerChange.Reshaped, layer.Change);
        Assert.Null(layer.Distances);
        Assert.Null(layer.Delta);
        Assert.Null(layer.SpectrumWasserstein);
        OthersAreEqual(comparison, "fc2");
        var error = Assert.Single(comparison.Errors);
        Assert.Equal(("other", "fc2.weight"), (error.Path, error.Tensor));
        Assert.Contains("its shape is [60, 30]; expected [30, 60]", error.Problem, StringComparison.Ordinal);
        Assert.Contains("`base`", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retrained_layer_changes_and_the_others_keep_every_bit()
    {
        var tensors = Network();
        tensors["fc2"] = (tensors["fc2"].Shape, Values(99, tensors["fc2"].Shape));
        var comparison = Compare(Network(), tensors);
        Assert.Equal(LayerChange.Changed, comparison.Of("fc2").Change);
        Assert.InRange(comparison.Of("fc2").Distances!.Drift!.Value, 1.2, 1.6); // independent weights: √2
        Assert.True(comparison.Of("fc2").SpectrumWasserstein > 0);
        OthersAreEqual(comparison, "fc2");
    }

    [Theory]
    [InlineData("model.")]
    [InlineData("base_model.model.model.")]
    [InlineData("backbone.encoder.")]
    public void A_prefix_of_all_names_is_understood_on_either_side(string prefix)
    {
        var wrapped = Network().ToDictionary(tensor => prefix + tensor.Key, tensor => tensor.Value);
        foreach (var comparison in new[] { Compare(Network(), wrapped), Compare(wrapped, Network()) })
        {
            Assert.Equal(3, comparison.Count(LayerChange.Equal));
            Assert.All(comparison.Layers, layer => Assert.Equal(MatchedBy.Prefix, layer.MatchedBy));
            Assert.Single(comparison.Notes);
        }
    }

    [Fact]
    public void One_name_that_fits_after_a_prefix_is_not_guessed()
    {
        var tensors = Network();
        tensors["decoder.fc2"] = tensors["fc2"];
        tensors.Remove("fc2");
        var comparison = Compare(Network(), tensors);
        Assert.Equal(LayerChange.OnlyBase, comparison.Of("fc2").Change);
        Assert.Equal(LayerChange.OnlyOther, comparison.Of("decoder.fc2").Change);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_a_note_of_their_layer()
    {
        var tensors = Network();
        tensors["fc2"].Values[7] = float.NaN;
        var comparison = Compare(Network(), tensors, new ComparisonOptions { Delta = true });
        Assert.Equal(LayerChange.Unknown, comparison.Of("fc2").Change);
        Assert.Equal("the other model has weights that are not finite", comparison.Of("fc2").Note);
        OthersAreEqual(comparison, "fc2");
    }

    [Theory]
    [InlineData("fc1")]
    [InlineData("=fc1")]
    [InlineData("a=b=c")]
    [InlineData("a.*=b")]
    public void A_rename_of_another_form_is_refused(string text) =>
        Assert.Throws<FormatException>(() => NameMap.Parse(text));

    [Theory]
    [InlineData("blk.*.up=layers.*.mlp", "blk.12.up", "layers.12.mlp")]
    [InlineData("a.*.*.weight=*-*", "a.1.b", "1-b")]
    [InlineData("lstm[f]=rnn.f", "lstm[f]", "rnn.f")]
    [InlineData("a.b=c", "axb", null)]
    public void A_rename_repeats_what_its_stars_match(string map, string name, string? renamed) =>
        Assert.Equal(renamed, NameMap.Parse(map).Rename(name));

    private static void OthersAreEqual(ModelComparison comparison, params string[] changed)
    {
        foreach (var same in s_same.Layers.Where(layer => !changed.Contains(layer.Name)))
        {
            var layer = comparison.Of(same.Name);
            Assert.Equal(LayerChange.Equal, layer.Change);
            Assert.Equal(same.Distances, layer.Distances);
            Assert.Equal(same.Before!.Spectrum, layer.After!.Spectrum);
            Assert.Equal(same.Before["alpha"], layer.After["alpha"]);
        }
    }
}
