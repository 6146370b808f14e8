using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.HuggingFace;

/// <summary>Shard indexes that lie, each test named after the lie.</summary>
public sealed class ShardIndexHostileTests
{
    [Theory]
    [InlineData("../m.safetensors")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/m.safetensors")]
    [InlineData("sub\\\\m.safetensors")]
    [InlineData("C:m.safetensors")]
    [InlineData("a\\u0000.safetensors")]
    public void ShardLeavesTheFolder(string shard) =>
        Refuse($$$"""{"weight_map": {"a": "{{{shard}}}"}}""", "tensor `a`", "is not the plain name of a file");

    [Fact]
    public void ShardIsMissing() =>
        Refuse("""{"weight_map": {"a": "1.safetensors", "z": "2.safetensors"}}""", "its shard `2.safetensors` is not beside it");

    [Fact]
    public void ShardIsAFolder()
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors/x", [1]);
        Refused.Path(Write(folder, """{"weight_map": {"a": "1.safetensors"}}"""), "`1.safetensors` is not beside it");
    }

    [Fact]
    public void ShardIsTheIndexItself() =>
        Refuse("""{"weight_map": {"a": "model.safetensors.index.json"}}""", "is itself an index");

    [Fact]
    public void ShardIsDamaged()
    {
        using var folder = new TempFolder();
        string shard = folder.Write("1.safetensors", TinySafeTensors.Floats(("a", [2], [1, 2])).AsSpan(..^1));
        Refused.Path(
            Write(folder, """{"weight_map": {"a": "1.safetensors"}}"""), $"`{shard}`", "describes 8 bytes of data");
    }

    [Fact]
    public void ShardIsOfNoKnownFormat()
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors", "hello"u8);
        Refused.Path(Write(folder, """{"weight_map": {"a": "1.safetensors"}}"""), "1.safetensors", "an unknown format");
    }

    [Fact]
    public void TensorIsNotInItsShard() =>
        Refuse("""{"weight_map": {"a": "1.safetensors", "b": "1.safetensors"}}""", "tensor `b`", "is not in its shard `1.");

    [Fact]
    public void TensorIsNotInTheIndex()
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors", TinySafeTensors.Floats(("a", [1], [1]), ("c", [1], [1])));
        Refused.Path(Write(folder, """{"weight_map": {"a": "1.safetensors"}}"""), "tensor `c`", "not in the index");
    }

    [Fact]
    public void TensorIsInTwoShards()
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors", TinySafeTensors.Floats(("a", [1], [1])));
        folder.Write("2.safetensors", TinySafeTensors.Floats(("a", [1], [1]), ("b", [1], [1])));
        Refused.Path(
            Write(folder, """{"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}}"""),
            "tensor `a`",
            "in two shards, `1.safetensors` and `2.safetensors`");
    }

    [Fact]
    public void TensorIsInAnotherShardThanTheIndexSays()
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors", TinySafeTensors.Floats(("a", [1], [1])));
        folder.Write("2.safetensors", TinySafeTensors.Floats(("b", [1], [1])));
        Refused.Path(
            Write(folder, """{"weight_map": {"a": "2.safetensors", "b": "1.safetensors"}}"""),
            "tensor `a`",
            "is in the shard `1.safetensors`, the index says `2.safetensors`");
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "1.safetensors", "a": "1.safetensors"}}""", "tensor `a`: is in the index twice")]
    [InlineData("""{"weight_map": {"a": "1.safetensors"}, "weight_map": {}}""", "`weight_map` occurs twice")]
    [InlineData("""{"weight_map": {}, "metadata": {"a": 1, "a": 2}}""", "metadata key `a` occurs twice")]
    [InlineData("""{"weight_map": {}}""", "names no tensor")]
    [InlineData("""{"weight_map": {"a": 1}}""", "found a number where a string was expected")]
    [InlineData("""{"weight_map": {"a": "1.safetensors"}} {}""", "not the JSON")]
    [InlineData("""{"weight_map": {"a": "1.safetensors" """, "not the JSON")]
    [InlineData("""{"weight_map": {"a": "1.safetensors"}, "metadata": [1]}""", "found an array")]
    [InlineData("""{"weight_map": {"\ud800": "1.safetensors"}}""", "not the JSON")]
    [InlineData("""{"weight_map": [1]}""", "found an array where an object was expected")]
    [InlineData("""{"weight_maps": {}}""", "names no tensor")]
    [InlineData("{", "line 1: the text ends before its object is closed")]
    [InlineData("{]", "line 1, column 2: found `]` where a name in double quotes, or `}`, was expected")]
    [InlineData("hello", "an unknown format")]
    public void JsonIsNotAnIndex(string json, string fact) => Refuse(json, fact);

    [Fact]
    public void JsonIsDeep() =>
        Refuse("""{"weight_map": {"a": "1.safetensors"}, "x": """ + new string('[', 100_000) + "}", "more than 16 levels of lists and objects");

    [Fact]
    public void NamesTooManyShards() =>
        Refuse(
            "{\"weight_map\": {"
                + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"{i}\": \"{i}.bin\"")) + "}}",
            "names 5,000 files, at most 4,096 are opened");

    [Fact]
    public void NotUtf8()
    {
        using var folder = new TempFolder();
        byte[] json = Encoding.UTF8.GetBytes("""{"weight_map": {"a?": "1.safetensors"}}""");
        json[Array.IndexOf(json, (byte)'?')] = 0xff;
        Refused.Path(folder.Write("model.safetensors.index.json", json), "not the JSON");
    }

    /// <summary>An index beside one honest shard, <c>1.safetensors</c> with the tensor <c>a</c>.</summary>
    private static void Refuse(string json, params string[] facts)
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors", TinySafeTensors.Floats(("a", [1], [1])));
        Refused.Path(Write(folder, json), facts);
    }

    private static string Write(TempFolder folder, string json) =>
        folder.Write("model.safetensors.index.json", Encoding.UTF8.GetBytes(json));
}
