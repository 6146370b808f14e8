using System.Text;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Hostile;

/// <summary>What no format recognizes is refused as such, however it breaks off.</summary>
public sealed class SniffTests
{
    /// <summary>Names are compared by what they stand for only where their lengths allow it.</summary>
    [Theory]
    [InlineData("x.json", """{"\ud800\ud800": 1}""")]
    [InlineData("x.json", """{"\ud800\ud800\ud800": {}, "weight_map": {}}""")]
    [InlineData("x.json", """[{"\udfff": 1}]""")]
    [InlineData("model.json", """{"format": "x", "\ud800\ud800\ud800": []}""")]
    [InlineData("zarr.json", """{"a": 1, "\ud83d\ud83d": 2}""")]
    [InlineData(".zattrs", """{"zarr\udc00": 2}""")]
    [InlineData("x.bin", """{"weight\ud800____": null}""")]
    public void A_name_with_half_a_pair_of_surrogates_is_refused(string name, string json) =>
        Refused.Bytes(name, Encoding.UTF8.GetBytes(json));
}
