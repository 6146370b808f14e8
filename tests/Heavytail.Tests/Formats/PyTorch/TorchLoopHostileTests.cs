using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Pickles that are endless for whoever follows every path of them.</summary>
public sealed class TorchLoopHostileTests
{
    [Fact]
    public void List_contains_itself() => Refused.Bytes(
        "m.pt",
        Zip(new TinyPickle().Op("]q").Raw(0).Op("(").Tensor("FloatStorage", "0", 6).Op("h").Raw(0).Op("e")),
        "the pickle is cyclic: `1` holds itself");

    [Fact]
    public void Dict_contains_itself() => Refused.Bytes(
        "m.pt",
        Zip(new TinyPickle().Op("}q").Raw(0).Op("(").Text("self").Op("h").Raw(0).Text("w").Tensor("FloatStorage", "0", 6).Op("u")),
        "the pickle is cyclic: `self` holds itself");

    [Fact]
    public void Dict_contains_a_list_that_contains_the_dict() => Refused.Bytes(
        "m.pt",
        Zip(new TinyPickle().Op("}q").Raw(0).Op("(").Text("up").Op("](h").Raw(0).Op("e").Op("u")),
        "the pickle is cyclic: `up.0` holds itself");

    /// <summary>Two names for one state dict are no loop.</summary>
    [Fact]
    public void Dict_is_shared() => ReadsOneTensor(
        new TinyPickle().Op("}(").Text("model").Op("}q").Raw(0).Op("(").Text("w").Tensor("FloatStorage", "0", 6).Op("u")
            .Text("ema").Op("h").Raw(0).Op("u"),
        "w");

    [Fact]
    public void Object_is_its_own_state() => ReadsOneTensor(
        new TinyPickle().Op("}(").Text("w").Tensor("FloatStorage", "0", 6).Text("loop")
            .Global("my", "Class").Op(")").Raw(0x81).Op("q").Raw(0).Op("h").Raw(0).Op("bu"),
        "w");

    /// <summary>A hundred lists, each ten times the one before: 10^100 paths in a kilobyte.</summary>
    [Fact]
    public void Billion_laughs()
    {
        var pickle = new TinyPickle().Op("](").Tensor("FloatStorage", "0", 6).Op("eq").Raw(0);
        for (byte level = 0; level < 100; level++)
        {
            pickle.Op("](");
            for (int i = 0; i < 10; i++)
            {
                pickle.Op("h").Raw(level);
            }

            pickle.Op("eq").Raw((byte)(level + 1));
        }

        ReadsOneTensor(pickle, string.Join('.', Enumerable.Repeat("0", 101)));
    }

    [Fact]
    public void Billion_laughs_of_tuples()
    {
        var pickle = new TinyPickle().Tensor("FloatStorage", "0", 6);
        for (int level = 0; level < 100; level++)
        {
            pickle.Op("2").Raw(0x86);
        }

        ReadsTensors(pickle, count: 2);
    }

    [Fact]
    public void Parameter_is_wrapped_fifty_times()
    {
        var wrapped = new TinyPickle();
        for (int i = 0; i < 50; i++)
        {
            wrapped.Global("torch._utils", "_rebuild_parameter").Op("(");
        }

        wrapped.Tensor("FloatStorage", "0", 6);
        for (int i = 0; i < 50; i++)
        {
            wrapped.Op("tR");
        }

        Refused.Bytes(
            "m.pt", TinyTorch.Zip(wrapped.Stop(), ("0", TinyTorch.Counting(6))), "wrapped more than 16 times");
    }

    private static byte[] Zip(TinyPickle pickle) => TinyTorch.Zip(pickle.Stop(), ("0", TinyTorch.Counting(6)));

    private static void ReadsOneTensor(TinyPickle pickle, string name) =>
        Assert.Equal(name, Assert.Single(ReadsTensors(pickle, count: 1)));

    private static string[] ReadsTensors(TinyPickle pickle, int count)
    {
        using var folder = new TempFolder();
        string path = folder.Write("m.pt", Zip(pickle));
        var watch = ThreadClock.StartNew();

        using var checkpoint = Checkpoint.Open(path);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"it took {watch.Elapsed}");
        Assert.Equal(count, checkpoint.Tensors.Count);
        return [.. checkpoint.Tensors.Select(tensor => tensor.Name)];
    }
}
