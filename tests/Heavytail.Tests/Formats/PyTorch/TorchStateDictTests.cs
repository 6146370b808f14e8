using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>What a training script saved → names.</summary>
public sealed class TorchStateDictTests
{
    private static readonly (string Key, byte[] Data) s_storage = ("0", TinyTorch.Counting(6));

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model")]
    [InlineData("net")]
    [InlineData("my_state_dict")]
    public void Names_are_relative_to_the_one_known_key(string key)
    {
        var pickle = new TinyPickle().Op("}").Text(key).Op("}");
        Weight(pickle, "fc.weight").Op("ss").Text("epoch").Number(3).Op("s");

        Assert.Equal(["fc.weight"], Names(pickle));
    }

    [Fact]
    public void Two_models_keep_their_keys()
    {
        var pickle = new TinyPickle().Op("}").Text("model").Op("}");
        Weight(pickle, "w").Op("ss").Text("ema").Op("}");
        Weight(pickle, "w").Op("ss");

        Assert.Equal(["model.w", "ema.w"], Names(pickle));
    }

    /// <summary>StyleGAN's: without its key, an average would pass for the network.</summary>
    [Theory]
    [InlineData("g", "g_ema")]
    [InlineData("unet", "ema")]
    public void An_average_keeps_its_key_beside_a_network(string network, string average)
    {
        var pickle = new TinyPickle().Op("}").Text(network).Op("}");
        Weight(pickle, "fc.w").Op("ss").Text(average).Op("}");
        Weight(pickle, "fc.w").Op("ss");

        Assert.Equal([$"{network}.fc.w", $"{average}.fc.w"], Names(pickle));
    }

    [Fact]
    public void An_average_beside_single_tensors_is_the_one_model()
    {
        var pickle = new TinyPickle().Op("}").Text("g_ema").Op("}");
        Weight(pickle, "fc.w").Op("ss");
        Weight(pickle, "latent_avg").Op("s");

        Assert.Equal(["fc.w", "latent_avg"], Names(pickle));
    }

    [Fact]
    public void Unknown_keys_and_indices_make_dotted_names()
    {
        var pickle = new TinyPickle().Op("}").Text("encoder").Op("](");
        pickle.Tensor("FloatStorage", "0", 6).Op("}").Number(7);
        pickle.Tensor("FloatStorage", "0", 6).Op("ses");

        Assert.Equal(["encoder.0", "encoder.1.7"], Names(pickle));
    }

    [Theory]
    [InlineData("optimizer")]
    [InlineData("optimizer_states")]
    [InlineData("optimizer_G")]
    [InlineData("lr_scheduler")]
    public void What_belongs_to_the_training_run_is_left_out_and_mentioned(string key)
    {
        var pickle = new TinyPickle().Op("}").Text(key).Op("}");
        Weight(pickle, "exp_avg").Op("ss").Text("model").Op("}");
        Weight(pickle, "w").Op("ss");

        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal($"{key}: 1 tensor", checkpoint.Metadata["ignored"]);
    }

    [Fact]
    public void A_bare_tensor_has_a_name()
    {
        Assert.Equal(["tensor"], Names(new TinyPickle().Tensor("FloatStorage", "0", 6)));
    }

    /// <summary>
    /// A module's tensors hang in three dicts of its state, under names that state_dict() leaves out.
    /// </summary>
    [Fact]
    public void A_whole_module_gives_the_names_of_its_state_dict()
    {
        var pickle = new TinyPickle().Global("my_project.models", "Net").Raw((byte)')', 0x81).Op("}(");
        pickle.Text("training").Raw(0x88).Text("_parameters").Op("}");
        Weight(pickle, "scale").Op("s").Text("_buffers").Op("}");
        Weight(pickle, "mean").Op("s").Text("_modules").Op("}").Text("fc");
        pickle.Global("torch.nn.modules.linear", "Linear").Raw((byte)')', 0x81).Op("}").Text("_parameters").Op("}");
        Weight(pickle, "weight").Op("ss").Op("bs").Op("ub");

        Assert.Equal(["scale", "mean", "fc.weight"], Names(pickle));
    }

    [Fact]
    public void A_parameter_of_a_tensor_is_that_tensor()
    {
        var pickle = new TinyPickle().Op("}").Text("p").Global("torch._utils", "_rebuild_parameter").Op("(");
        pickle.Tensor("FloatStorage", "0", 2, 3).Raw(0x88).Op("}tRs");

        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        Assert.Equal([0, 1, 2, 3, 4, 5], checkpoint.Read("p"));
    }

    [Fact]
    public void A_tensor_without_dense_storage_is_mentioned()
    {
        var pickle = new TinyPickle().Op("}").Text("s").Global("torch._utils", "_rebuild_sparse_tensor").Op("((ttRs");
        Weight(pickle, "w").Op("s");

        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal("s: sparse, without a layout", checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void An_untyped_storage_takes_its_type_from_the_tensor()
    {
        var pickle = new TinyPickle().Op("}").Text("t").Global("torch._utils", "_rebuild_tensor_v3").Op("((");
        pickle.Text("storage").Global("torch.storage", "UntypedStorage").Text("0").Text("cpu").Number(24).Op("tQ");
        pickle.Number(1).Numbers(2).Numbers(2).Raw(0x89).Op("}").Global("torch", "uint16").Op("tRs");

        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, pickle, ("0", [.. Enumerable.Range(0, 12).SelectMany(i => new byte[] { (byte)i, 0 })]));

        Assert.Equal(ElementType.U16, checkpoint.Tensor("t").Type);
        Assert.Equal([1, 3], checkpoint.Read("t"));
    }

    /// <summary>Long ago a storage could be a view of another; offsets count from where the view begins.</summary>
    [Fact]
    public void A_legacy_view_begins_at_its_own_offset()
    {
        var pickle = new TinyPickle().Op("}").Text("w").Global("torch._utils", "_rebuild_tensor").Op("(");
        pickle.Op("(").Text("storage").Global("torch.cuda", "FloatStorage").Text("0").Text("cuda:0").Number(6);
        pickle.Op("(").Text("view").Number(2).Number(4).Op("ttQ").Number(1).Numbers(3).Numbers(1).Op("tRs");

        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.pt", TinyTorch.Legacy(pickle.Stop(), ("0", 6, TinyTorch.Counting(6)))));

        Assert.Equal([3, 4, 5], checkpoint.Read("w"));
    }

    private static TinyPickle Weight(TinyPickle pickle, string name) =>
        pickle.Text(name).Tensor("FloatStorage", "0", 6);

    private static string[] Names(TinyPickle pickle)
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);
        return [.. checkpoint.Tensors.Select(tensor => tensor.Name)];
    }

    private static Checkpoint Open(TempFolder folder, TinyPickle pickle, params (string Key, byte[] Data)[] storages) =>
        Checkpoint.Open(
            folder.Write("model.pt", TinyTorch.Zip(pickle.Stop(), storages is [] ? [s_storage] : storages)));
}
