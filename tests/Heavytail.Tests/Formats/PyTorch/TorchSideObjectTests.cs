using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>
/// What checkpoints hold beside weights: hyper-parameters, enums, dates, functions. Whatever it is, the weights are
/// read.
/// </summary>
public sealed class TorchSideObjectTests
{
    /// <summary>Rows of <c>SideObjects.txt</c>, which Python wrote: name, protocol, pickle without STOP.</summary>
    public static TheoryData<string, string, string> Pickled =>
    [
        .. File.ReadLines(Repository.Path("tests/Heavytail.Tests/Formats/PyTorch/SideObjects.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' ') is [var name, var protocol, var base64]
                ? new TheoryDataRow<string, string, string>(name, protocol, base64)
                : throw new InvalidDataException(line)),
    ];

    [Theory]
    [MemberData(nameof(Pickled))]
    public void A_pickled_object_costs_nothing(string name, string protocol, string base64)
    {
        Assert.NotEqual("", name + protocol);
        ReadsTheWeight(pickle => pickle.Raw(Convert.FromBase64String(base64)));
    }

    [Theory]
    [InlineData("my_project", "Model")]
    [InlineData("re", "_compile")]
    [InlineData("pytz", "_UTC")]
    [InlineData("pandas._libs.tslibs.timestamps", "_unpickle_timestamp")]
    [InlineData("numpy.random._pickle", "__randomstate_ctor")]
    [InlineData("numpy.core.multiarray", "scalar")]
    [InlineData("numpy", "dtype")]
    [InlineData("torch.nn.backends.thnn", "_get_thnn_function_backend")]
    [InlineData("torchvision.transforms.functional", "InterpolationMode")]
    [InlineData("__main__", "Outer.Inner")]
    [InlineData("dill._dill", "_create_type")]
    [InlineData("dill._dill", "_create_function")]
    [InlineData("omegaconf.nodes", "AnyNode")]
    [InlineData("os", "uname_result")]
    [InlineData("posix", "uname_result")]
    [InlineData("platform", "uname_result")]
    [InlineData("urllib.parse", "ParseResult")]
    [InlineData("builtins", "print")]
    [InlineData("operator", "itemgetter")]
    public void A_call_of_any_harmless_global_is_inert(string module, string name)
    {
        ReadsTheWeight(pickle => pickle.Global(module, name).Op("(").Text("x").Op("tR"));
        ReadsTheWeight(pickle => pickle.Global(module, name).Op(")").Raw(0x81).Op("}b"));
        ReadsTheWeight(pickle => pickle.Op("(").Text("x").Op("i").Raw(
            System.Text.Encoding.ASCII.GetBytes($"{module}\n{name}\n")));
    }

    [Fact]
    public void A_result_may_be_called_constructed_and_given_a_state()
    {
        ReadsTheWeight(pickle => pickle.Global("functools", "partial").Op("(").Global("m", "f").Op("tR)R"));
        ReadsTheWeight(pickle => pickle.Global("m", "factory").Op(")R)").Raw(0x81).Op("}b"));
        ReadsTheWeight(pickle => pickle.Global("copyreg", "_reconstructor").Op("(")
            .Global("m", "factory").Op(")R").Global("builtins", "object").Op("NtR}b"));
    }

    [Fact]
    public void A_configuration_of_omegaconf_is_inert() => ReadsTheWeight(pickle => pickle
        .Global("omegaconf.dictconfig", "DictConfig").Op(")").Raw(0x81).Op("}(")
        .Text("_metadata").Global("omegaconf.base", "ContainerMetadata").Op(")").Raw(0x81).Op("}(")
        .Text("ref_type").Global("typing", "Any").Text("key").Op("Nub")
        .Text("_content").Op("}").Text("lr").Global("omegaconf.nodes", "AnyNode").Op(")").Raw(0x81).Op("}")
        .Text("_val").Number(1).Op("sbsub"));

    [Fact]
    public void Tensors_inside_of_an_unknown_call_are_found()
    {
        var pickle = new TinyPickle().Op("}").Text("q").Global("my", "Quantized").Op("(")
            .Tensor("FloatStorage", "0", 2, 3).Number(1).Op("tRs");

        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        Assert.Equal("q.0", Assert.Single(checkpoint.Tensors).Name);
    }

    /// <summary>Dynamically quantized TorchScript keeps weight and bias in an object of C++.</summary>
    [Fact]
    public void Packed_parameters_give_their_weights()
    {
        var pickle = new TinyPickle().Global("__torch__", "Net").Op(")").Raw(0x81).Op("}").Text("fc")
            .Global("__torch__.torch.classes.quantized", "LinearPackedParamsBase").Op(")").Raw(0x81).Op("(")
            .Global("torch._utils", "_rebuild_qtensor").Op("(").Storage("QInt8Storage", "0", 6).Number(0)
            .Numbers(2, 3).Numbers(3, 1).Op("(").Global("torch", "per_tensor_affine")
            .Op("G").Raw(0x3f, 0xe0, 0, 0, 0, 0, 0, 0).Number(1).Op("t").Raw(0x89)
            .Global("collections", "OrderedDict").Op(")RtR").Op("Ntbsb");

        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle, ("0", [1, 2, 3, 4, 5, 255]));

        var weight = Assert.Single(checkpoint.Tensors);
        Assert.Equal([0, 0.5, 1, 1.5, 2, -1], checkpoint.Read(weight));
        Assert.True(weight.IsQuantized);
    }

    [Fact]
    public void Every_storage_class_is_known_or_its_tensor_is_listed()
    {
        var pickle = new TinyPickle().Op("}").Text("odd").Tensor("MysteryStorage", "1", 6).Op("s");
        pickle.Text("w").Tensor("FloatStorage", "0", 2, 3).Op("s");

        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal(
            ("odd", "elements of torch.MysteryStorage are not supported; save the tensor as F32, F16 or BF16"),
            (Assert.Single(checkpoint.Unread).Name, checkpoint.Unread[0].Unread));
    }

    /// <summary>The object hangs beside the weight, in a configuration, as trainers save it.</summary>
    private static void ReadsTheWeight(Action<TinyPickle> pushObject)
    {
        var pickle = new TinyPickle().Op("}(").Text("hyper_parameters").Op("}").Text("it");
        pushObject(pickle);
        pickle.Op("s").Text("state_dict").Op("}").Text("w").Tensor("FloatStorage", "0", 2, 3).Op("su");

        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal([0, 1, 2, 3, 4, 5], checkpoint.Read("w"));
        Assert.Empty(checkpoint.Unread);
    }

    private static Checkpoint Open(TempFolder folder, TinyPickle pickle, params (string Key, byte[] Data)[] storages) =>
        Checkpoint.Open(folder.Write(
            "m.pt", TinyTorch.Zip(pickle.Stop(), storages is [] ? [("0", TinyTorch.Counting(6))] : storages)));
}
