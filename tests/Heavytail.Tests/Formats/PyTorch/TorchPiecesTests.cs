using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>
/// Files whose weights are elsewhere or in pieces, tensors that are not read, and what trainers save beside them: each
/// is listed with a true reason.
/// </summary>
public sealed class TorchPiecesTests
{
    private const string Gather = "zero_to_fp32.py";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Placeholders_of_zero(bool isList)
    {
        var pickle = new TinyPickle().Op("}(").Text("module").Op("}").Text("fc.weight")
            .Tensor("HalfStorage", "0", 0, 0, [0], [1]).Op("s").Text("param_shapes").Op(isList ? "]}" : "}")
            .Text("fc.weight").Global("torch", "Size").Numbers(4, 3).Raw(0x85).Op("Rs").Op(isList ? "au" : "u");
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        var unread = Assert.Single(checkpoint.Unread);
        Assert.Equal(("fc.weight", new TensorShape(4, 3), "F16"), (unread.Name, unread.Shape, unread.Encoding));
        Assert.Contains(Gather, unread.Unread, StringComparison.Ordinal);
        Assert.Empty(checkpoint.Tensors);
    }

    [Fact]
    public void Partition_of_zero()
    {
        var pickle = new TinyPickle().Op("}").Text("optimizer_state_dict").Op("}(").Text("zero_stage").Number(3)
            .Text("fp32_flat_groups").Op("]").Tensor("FloatStorage", "0", 6).Op("aus");
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        Assert.Equal("optimizer_state_dict.fp32_flat_groups.0", Assert.Single(checkpoint.Unread).Name);
        Assert.Contains(Gather, checkpoint.Metadata["unsupported"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_flat_param")]
    [InlineData("layers.0._fsdp_wrapped_module._flat_param")]
    [InlineData("flat_param_0")]
    public void Flat_parameter_of_fsdp(string name) =>
        Lists(
            new TinyPickle().Op("}").Text(name).Tensor("FloatStorage", "0", 6).Op("s"), name, "FSDP",
            new TensorShape(6));

    [Fact]
    public void Distributed_tensor() => Lists(
        Subclass("torch.distributed.tensor", "DTensor"), "d", "one process's part", new TensorShape(4, 3), "float32");

    [Fact]
    public void Subclass_with_a_scheme_of_its_own() => Lists(
        Subclass("torchao.dtypes", "AffineQuantizedTensor"), "d", "`AffineQuantizedTensor`",
        new TensorShape(4, 3), "float32");

    [Fact]
    public void Sharded_tensor() => Lists(
        new TinyPickle().Op("}").Text("d").Global("torch.distributed._shard.sharded_tensor.api", "ShardedTensor")
            .Op(")").Raw(0x81).Op("(").Tensor("FloatStorage", "0", 6).Op("tbs"),
        "d", "one process's part");

    [Fact]
    public void Meta_tensor() => Lists(
        new TinyPickle().Op("}").Text("m").Global("torch._utils", "_rebuild_meta_tensor_no_storage").Op("(")
            .Global("torch", "bfloat16").Numbers(4, 3).Numbers(3, 1).Raw(0x89).Op("tRs"),
        "m", "on the meta device", new TensorShape(4, 3), "bfloat16");

    [Fact]
    public void Type_of_tomorrow() => Lists(
        new TinyPickle().Op("}").Text("t").Global("torch._utils", "_rebuild_tensor_v3").Op("((")
            .Text("storage").Global("torch.storage", "UntypedStorage").Text("0").Text("cpu").Number(24).Op("tQ")
            .Number(0).Numbers(2, 3).Numbers(3, 1).Raw(0x89).Op("}").Global("torch", "float5_e3m1").Op("tRs"),
        "t", "elements of float5_e3m1", new TensorShape(2, 3), "float5_e3m1");

    [Fact]
    public void Two_tensors_of_one_name()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder,
            new TinyPickle().Op("}(").Text("a.b").Tensor("FloatStorage", "0", 6).Text("a").Op("}").Text("b")
                .Tensor("FloatStorage", "0", 2, 3).Op("su"));
        Assert.Equal(["a.b", "a.b#2"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(new TensorShape(2, 3), checkpoint.Tensors[1].Shape);
    }

    /// <summary>The state dict of an optimizer is known by its two keys, wherever it hangs.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void State_of_an_optimizer(bool isNested)
    {
        var pickle = new TinyPickle();
        _ = isNested ? pickle.Op("}").Text("trainer") : pickle;
        pickle.Op("}(").Text("state").Op("}").Number(0).Op("}").Text("exp_avg").Tensor("FloatStorage", "0", 2, 3)
            .Op("ss").Text("param_groups").Op("]u");
        _ = isNested ? pickle.Op("s") : pickle;
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        var unread = Assert.Single(checkpoint.Unread);
        Assert.Equal(
            (
                isNested ? "trainer.state.0.exp_avg" : "state.0.exp_avg", new TensorShape(2, 3),
                TensorPurpose.TrainingState),
            (unread.Name, unread.Shape, unread.Role?.Purpose));
        Assert.Equal("state of an optimizer: 1 tensor", checkpoint.Metadata["ignored"]);
    }

    [Fact]
    public void A_model_may_have_a_part_named_state()
    {
        var pickle = new TinyPickle().Op("}(").Text("state").Op("}").Text("w").Tensor("FloatStorage", "0", 6).Op("s")
            .Text("groups").Op("]u");
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        Assert.Equal("state.w", Assert.Single(checkpoint.Tensors).Name);
    }

    [Fact]
    public void Program_of_torch_export()
    {
        foreach (string name in (string[])["serialized_exported_program.json", "m/archive_format"])
        {
            Refused.Bytes(
                "m.pt2",
                new TinyZip().Add(name, "pt2"u8.ToArray()).Add("m/data/weights/weight_0", new byte[8]).ToArray(),
                "torch.export (.pt2)", "`torch.export.load`");
        }
    }

    [Fact]
    public void Package_of_torch_package() => Refused.Bytes(
        "m.pt",
        new TinyZip().Add("m/.data/python_version", "3"u8.ToArray()).Add("m/model/model.pkl", [0x80]).ToArray(),
        "torch.package", "PackageImporter");

    [Fact]
    public void Piece_of_a_distributed_checkpoint() => Refused.Bytes(
        "__0_0.distcp", Zip(new TinyPickle().Op("}")), "distributed checkpoint", "dcp_to_torch");

    [Theory]
    [InlineData("outer/model/")]
    [InlineData("a/b/c/")]
    public void Zipped_again_with_folders_around_it(string folderName)
    {
        byte[] zip = new TinyZip()
            .Add(
                $"{folderName}data.pkl",
                new TinyPickle().Op("}").Text("w").Tensor("FloatStorage", "0", 6).Op("s").Stop())
            .Add($"{folderName}data/0", TinyTorch.Counting(6), deflate: true)
            .Add($"{folderName}version", "3\n"u8.ToArray()).ToArray();
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.pt", zip));

        Assert.Equal([0, 1, 2, 3, 4, 5], checkpoint.Read("w"));
    }

    private static TinyPickle Subclass(string module, string name) => new TinyPickle().Op("}").Text("d")
        .Global("torch._tensor", "_rebuild_from_type_v2").Op("(").Global("torch._utils", "_rebuild_wrapper_subclass")
        .Global(module, name).Op("(").Global(module, name).Global("torch", "float32").Numbers(4, 3).Numbers(3, 1)
        .Number(0).Op("t}").Text("_local_tensor").Tensor("FloatStorage", "0", 2, 3).Op("stRs");

    private static void Lists(
        TinyPickle pickle, string name, string reason, TensorShape? shape = null, string? encoding = null)
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle);

        var unread = Assert.Single(checkpoint.Unread);
        Assert.Equal((name, shape ?? new TensorShape()), (unread.Name, unread.Shape));
        Assert.Contains(reason, unread.Unread, StringComparison.Ordinal);
        Assert.True(encoding is null || encoding == unread.Encoding, unread.Encoding);
    }

    private static Checkpoint Open(TempFolder folder, TinyPickle pickle) =>
        Checkpoint.Open(folder.Write("m.pt", Zip(pickle)));

    private static byte[] Zip(TinyPickle pickle) => TinyTorch.Zip(pickle.Stop(), ("0", TinyTorch.Counting(6)));
}
