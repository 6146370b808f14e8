using Heavytail.Cli.Output;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Names that a table has no room for stay apart.</summary>
public sealed class DistinctNamesTests
{
    [Theory]
    [InlineData(20, "a.pt|b.pt", "a.pt|b.pt")]
    [InlineData(12, "runs/first-0001-model.pt|runs/first-0002-model.pt", "runs/fi…1…pt|runs/fi…2…pt")]
    [InlineData(26,
        "face-api/age_gender_model-weights_manifest.json|face-api/ssd_mobilenet_model-weights_manifest.json",
        "face-api/age…manifest.json|face-api/ssd…manifest.json")]
    [InlineData(28,
        "face-api-tfjs/age_gender_model-weights_manifest.json|face-api-tfjs/ssd_mobilenet_model-weights_manifest.json",
        "face-api-tf…age_gender….json|face-api-…ssd_mobilenet…json")]
    [InlineData(10, "x/abcdefghijklmnop/y|x/qrstuvwxyzabcdef/y", "x/ab…nop/y|x/qr…def/y")]
    [InlineData(10, "same-name-everywhere|same-name-everywhere", "same…where|same…where")]
    [InlineData(10, "überlanger-name-1|überlanger-name-2", "über…ame-1|über…ame-2")]
    public void Names_keep_what_differs(int width, string names, string expected)
    {
        string[] all = names.Split('|');
        var shown = DistinctNames.Shorten(all, width);
        Assert.All(all, name => Assert.True(Printable.Width(shown[name]) <= width, shown[name]));
        if (all.Distinct().Count() == all.Length)
        {
            Assert.Equal(all.Length, shown.Values.Distinct().Count());
        }

        Assert.Equal(expected, string.Join('|', all.Select(name => shown[name])));
    }

    [Fact]
    public void Any_names_fit_any_width()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(k => $"net.layers.{k / 3}.{new string('x', k % 50)}.{k}")];
        for (int width = 3; width < 60; width++)
        {
            var shown = DistinctNames.Shorten(names, width);
            Assert.All(names, name => Assert.InRange(shown[name].Length, 1, width));
        }
    }
}
