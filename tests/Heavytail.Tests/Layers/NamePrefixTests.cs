using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

public sealed class NamePrefixTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("module.conv1", "")]
    [InlineData("module.conv1 module.conv2", "module.")]
    [InlineData("a/b/c a/b/d/e", "a/b/")]
    [InlineData("model.layers.1.q model.layers.11.q", "model.layers.")]
    [InlineData("encoder.0 decoder.0", "")]
    [InlineData("conv1 conv2", "")]
    [InlineData("a.b a.b", "a.")]
    public void Ends_with_a_separator(string names, string expected) =>
        Assert.Equal(expected, NamePrefix.Of(names.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("net.fc1", "net.fc1")]
    [InlineData("fc1", "net.fc1")]
    [InlineData("fc1.weight", "net.fc1")]
    [InlineData("net.fc2.weight", "net.fc2")]
    [InlineData("fc*", "net.fc1 net.fc2")]
    [InlineData("#2", "net.head")]
    [InlineData("!#0", "net.fc2 net.head")]
    [InlineData("!head", "net.fc1 net.fc2")]
    [InlineData("c1", "")]
    [InlineData("#9", "")]
    [InlineData("#", "")]
    public void Patterns_may_leave_it_out_and_ids_are_patterns(string pattern, string expected)
    {
        using var folder = new TempFolder();
        float[] noise = [.. SplitMix.Normals(3, 20 * 30).Select(value => (float)value)];
        string path = folder.Write("model.safetensors", TinySafeTensors.Floats(
            ("net.fc1.weight", [20, 30], noise),
            ("net.fc2.weight", [30, 20], noise),
            ("net.head.weight", [20, 30], [.. noise.Select(value => value * value)])));
        using var checkpoint = Checkpoint.Open(path);
        var options = new AnalysisOptions { Selection = new LayerSelection { Layers = [pattern] } };
        var layers = LayerInventory.From(checkpoint, options).Layers;
        Assert.Equal(expected, string.Join(' ', layers.Select(layer => layer.Name)));
    }
}
