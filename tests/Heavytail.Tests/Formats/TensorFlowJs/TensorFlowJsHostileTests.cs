using System.Text;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlowJs.TensorFlowJsTests;

namespace Heavytail.Tests.Formats.TensorFlowJs;

/// <summary>Manifests of TensorFlow.js that lie, each test named after the lie.</summary>
public sealed class TensorFlowJsHostileTests
{
    private static readonly string s_weight = Weight("w", "[1]", "float32");

    [Theory]
    [InlineData("../m.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../m.bin")]
    [InlineData("https://example.org/m.bin")]
    [InlineData("..\\\\m.bin")]
    [InlineData("")]
    public void PathLeadsOut(string path) => Refuse(Manifest(path, s_weight), "not the plain name of a file beside it");

    [Fact]
    public void ShardIsMissing() =>
        Refuse(Manifest("other.bin", s_weight), "its shard `other.bin` is not beside it", "into one folder");

    [Fact]
    public void ShardIsTheManifest() =>
        Refuse(Manifest("weights_manifest.json", s_weight), "manifest and weights look like those of different models");

    [Fact]
    public void ShardIsShort() => Refuse(
        Manifest("m.bin", Weight("w", "[3]", "float32")),
        "tensor `w`: shape [3] needs 12 bytes at offset 0, the files of its group hold 8", "truncated");

    [Fact]
    public void ShardIsLong() =>
        Refuse(Manifest("m.bin", s_weight), "describes 4 bytes of `m.bin`, which hold 8", "different models");

    [Fact]
    public void GroupHasNoFiles() => Refuse(
        $$"""[{"weights":[{{s_weight}}],"paths":[]}]""", "tensor `w`: shape [1] needs 4 bytes at offset 0, the files of its group hold 0");

    [Theory]
    [InlineData("[4611686018427387904]", "needs 18,446,744,073,709,551,616 bytes")]
    [InlineData("[4294967296,4294967296]", "more elements than fit in 63 bits")]
    [InlineData("[-1]", "negative dimension")]
    [InlineData("[1.5]", "`shape` must contain integers")]
    [InlineData("[1e30]", "`shape` must contain integers")]
    [InlineData("[\"1\"]", "`shape` must contain integers")]
    [InlineData("1", "found Number where an array was expected")]
    public void ShapeIsNone(string shape, string fact) =>
        Refuse(Manifest("m.bin", Weight("w", shape, "float32")), fact);

    [Fact]
    public void RankIs65() => Refuse(
        Manifest("m.bin", Weight("w", $"[{string.Join(',', Enumerable.Repeat(1, 100_000))}]", "float32")),
        "at most 64 are possible");

    [Fact]
    public void TypeIsUnknown() =>
        Refuse(Manifest("m.bin", Weight("w", "[1]", "float64")), "tensor `w`: unknown dtype `float64`");

    [Theory]
    [InlineData("""{"dtype":"uint4","scale":1,"min":0}""", "is quantized as `uint4`")]
    [InlineData("""{"dtype":"uint8","scale":1}""", "has no number `min`")]
    [InlineData("""{"dtype":"uint8","scale":"1","min":0}""", "has no number `scale`")]
    [InlineData("""{"dtype":"uint8","scale":1e300,"min":0}""", "has no number `scale`")]
    [InlineData("""{"scale":1,"min":0}""", "has no `dtype`")]
    [InlineData("1", "has no `dtype`")]
    public void QuantisationIsNone(string quantization, string fact) =>
        Refuse(Manifest("m.bin", Weight("w", "[8]", "float32", quantization)), fact);

    [Fact]
    public void BooleansAreQuantised() => Refuse(
        Manifest("m.bin", Weight("w", "[8]", "bool", """{"dtype":"uint8","scale":1,"min":0}""")), "is quantized as `uint8`");

    [Fact]
    public void TensorsOfOneName() =>
        Refuse(Manifest("m.bin", s_weight, s_weight), "tensor `w`: is in the manifest twice");

    [Theory]
    [InlineData("[100000000000]")]
    [InlineData("[3]")]
    [InlineData("[131073]")]
    public void StringsLeaveTheFile(string shape) =>
        Refuse(Manifest("m.bin", Weight("s", shape, "string")), "strings leave the files of the group");

    [Fact]
    public void ManifestIsDeep() => Refuse(
        "[{\"weights\":[{\"name\":" + new string('[', 1_000_000), "is not the JSON that TensorFlow.js uses");

    [Theory]
    [InlineData("""[{"paths":["m.bin"],"weights":1}]""", "`weights`: found Number where an array was expected")]
    [InlineData("""[{"paths":["m.bin"]}]""", "has no `weights`")]
    [InlineData("""[{"weights":[{"name":"w"}]}]""", "has no `paths`")]
    [InlineData("""[{"paths":["m.bin",1],"weights":[]}]""", "`paths`: found Number where a string was expected")]
    [InlineData("""[{"paths":["m.bin"],"weights":[{"name":1}]}]""", "`name`: found Number where a string was expected")]
    [InlineData("""[{"paths":["m.bin"],"weights":[1]}]""", "has no `name`")]
    [InlineData("""[{"paths":["m.bin"],"weights":[{"name":"\ud800"}]}]""", "is not the JSON")]
    [InlineData("""[{"paths":["m.bin"],"weights":[]},1]""", "has no `paths`")]
    [InlineData("""{"modelTopology":{}}""", "describes a model and names no weights")]
    [InlineData("""{"modelTopology":{"node":[{"name":"\ud800"}]},"weightsManifest":[]}""", "is not the JSON")]
    [InlineData("""{"modelTopology":{},"weightsManifest":[]} {}""", "is not the JSON")]
    public void ManifestIsNone(string json, string fact) => Refuse(json, fact);

    [Fact]
    public void FilesAreTooMany() => Refuse(
        $$"""[{"paths":[{{string.Join(',', Enumerable.Repeat("\"m.bin\"", 5000))}}],"weights":[]}]""", "names more than 4,096 files");

    [Fact]
    public void ShardHasNoManifest() => Refused.Bytes(
        "group1-shard1of2.bin", new byte[8], "is a shard of a TensorFlow.js model, and no manifest beside it names it",
        "open the `model.json`");

    [Fact]
    public void ManifestOfAnotherFile()
    {
        using var folder = new TempFolder();
        folder.Write("m-weights_manifest.json", Encoding.UTF8.GetBytes(Manifest("other.bin", s_weight)));
        Refused.Path(folder.Write("m.bin", [1, 2, 3, 4, 5, 6, 7, 8]), "looks like raw data");
    }

    [Fact]
    public void GraphGoesRoundInCircles()
    {
        using var folder = new TempFolder();
        folder.Write("m.bin", new byte[4]);
        string path = folder.Write("model.json", Encoding.UTF8.GetBytes($$"""
            {"modelTopology":{"node":[1,{"name":"w","op":"Const","input":["w",1]},{"op":"Identity","input":["a"],"name":"a"},
            {"name":"m","op":"MatMul","input":["a","w"],"attr":{"f":{"func":{"name":""} },"transpose_b":1,"equation":{"s":"?"} } }],
            "library":{"function":[1,{"signature":{"name":"","inputArg":[1]},"nodeDef":[1]}]} },
            "weightsManifest":[{"paths":["m.bin"],"weights":[{{s_weight}}]}]}
            """));
        using var checkpoint = Heavytail.Checkpoint.Open(path);
        Assert.Single(checkpoint.Tensors);
    }

    private static void Refuse(string json, params string[] facts)
    {
        using var folder = new TempFolder();
        folder.Write("m.bin", new byte[8]);
        Refused.Path(folder.Write("weights_manifest.json", Encoding.UTF8.GetBytes(json)), facts);
    }
}
