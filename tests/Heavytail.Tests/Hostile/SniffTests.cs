using System.Text;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Hostile;

/// <summary>What no format recognizes is refused as such, however it breaks off.</summary>
public sealed class SniffTests
{
    [Theory]
    [InlineData("x.json", """{"\ud800": 1}""")]
    [InlineData("x.json", """{"\ud800": {}, "weight_map": {}}""")]
    [InlineData("x.json", """[{"\udfff": 1}]""")]
    [InlineData("model.json", """{"format": "x", "modelTopology": {}, "\ud800": []}""")]
    [InlineData("zarr.json", """{"a": 1, "\ud83d": 2}""")]
    [InlineData(".zattrs", """{"\udc00": 2}""")]
    [InlineData("x.bin", """{"a\ud800\ud800": null}""")]
    public void A_name_with_half_a_pair_of_surrogates_is_of_no_format(string name, string json)
    {
        using var folder = new TempFolder();
        string path = folder.Write(name, Encoding.UTF8.GetBytes(json));
        Assert.Throws<UnknownFormatException>(() => Checkpoint.Open(path));
    }
}
