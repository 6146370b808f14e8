using System.Text;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Formats.Hdf5;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Keras;

/// <summary>Keras files that lie, each test named after the lie.</summary>
public sealed class KerasHostileTests
{
    private static readonly byte[] s_weights = new TinyHdf5().Floats("layers/dense/vars/0", 2, 3).ToArray();

    [Theory]
    [InlineData("{\"a\": NaN}")]
    [InlineData("[]")]
    [InlineData("{\"class_name\": 1, \"config\": {}}")]
    [InlineData("\xff")]
    public void ConfigurationIsNone(string config)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.keras", Archive(s_weights, Encoding.Latin1.GetBytes(config))));
        Assert.Single(checkpoint.Tensors);
        Assert.Contains("the model's configuration", checkpoint.Metadata["unsupported"], StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigurationIsDeep()
    {
        string config = string.Concat(Enumerable.Repeat("{\"class_name\":\"S\",\"config\":{\"layers\":[", 100_000));
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.keras", Archive(s_weights, Encoding.UTF8.GetBytes(config))));
        Assert.Contains("the model's configuration", checkpoint.Metadata["unsupported"], StringComparison.Ordinal);
    }

    [Fact]
    public void FactsAreNoJson() => Refused.Bytes(
        "m.keras",
        new TinyZip().Add("metadata.json", "x"u8.ToArray()).Add("config.json", "{}"u8.ToArray()).Add(
            "model.weights.h5", s_weights).ToArray(),
        "`metadata.json` is not JSON");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WeightsAreNoHdf5(bool deflate) => Refused.Bytes(
        "m.keras",
        new TinyZip().Add("config.json", "{}"u8.ToArray()).Add(
            "model.weights.h5", "abc"u8.ToArray(), deflate).ToArray(),
        "has no HDF5 superblock");

    [Fact]
    public void WeightsEndEarly() => Refused.Bytes(
        "m.keras",
        new TinyZip().Add("config.json", "{}"u8.ToArray()).Add(
            "model.weights.h5", s_weights, deflate: true, entry => entry with { Size = entry.Size + 100 }).ToArray(),
        "`model.weights.h5` cannot be inflated");

    [Fact]
    public void WeightsAreLongerThanCanBeHeld() => Refused.Bytes(
        "m.keras",
        new TinyZip().Add("config.json", "{}"u8.ToArray()).Add(
            "model.weights.h5", s_weights, deflate: true, entry => entry with { Size = uint.MaxValue - 1 }).ToArray(),
        "model.weights.h5");

    [Fact]
    public void WeightIsListedAndNotThere()
    {
        byte[] file = new TinyHdf5()
            .Names("", "layer_names", "dense").Names("dense", "weight_names", "kernel:0", "bias:0").Floats(
                "dense/kernel:0", 2, 2).ToArray();
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.h5", file));
        Assert.Single(checkpoint.Tensors);
        Assert.Equal("dense/bias:0: listed by Keras, not in the file", checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void LayersAreListedAgainAndAgain()
    {
        string[] again = [.. Enumerable.Repeat("a", 60_000)];
        byte[] file = new TinyHdf5().Names("", "layer_names", again).Names("a", "weight_names", again)
            .Floats("a/a", 2, 2).ToArray();
        using var folder = new TempFolder();
        var watch = ThreadClock.StartNew();
        using var checkpoint = Checkpoint.Open(folder.Write("m.h5", file));
        Assert.Single(checkpoint.Tensors);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void LongPathsAreListedWithManyShortNames()
    {
        string path = string.Join('/', Enumerable.Repeat(new string('g', 100), 40));
        string[] names = [.. Enumerable.Range(0, 10_000).Select(i => $"{i:x4}")];
        Refused.Bytes(
            "m.h5",
            new TinyHdf5().Names("", "layer_names", path).Names(path, "weight_names", names).Floats(path + "/a", 2, 2)
                .ToArray(),
            "lists weights whose names have more than");
    }

    [Fact]
    public void LayersAreAsManyAsTheTextCanSay()
    {
        // 20,000 layers of one class: numbering them must not take their square.
        string layers = string.Join(',', Enumerable.Repeat("{\"class_name\":\"Dense\",\"config\":{}}", 20_000));
        byte[] config = Encoding.UTF8.GetBytes(
            "{\"class_name\":\"Sequential\",\"config\":{\"layers\":[" + layers + "]}}");
        var weights = new TinyHdf5();
        for (int i = 0; i < 300; i++)
        {
            weights.Floats($"layers/dense_{19_000 + i}/vars/0", 1, 1);
        }

        using var folder = new TempFolder();
        var watch = ThreadClock.StartNew();
        using var checkpoint = Checkpoint.Open(folder.Write("m.keras", Archive(weights.ToArray(), config)));
        Assert.Equal(300, checkpoint.Tensors.Count);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    private static byte[] Archive(byte[] weights, byte[] config) =>
        new TinyZip().Add("config.json", config).Add("model.weights.h5", weights).ToArray();
}
