using Heavytail.Tests.Formats.Flax;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Zarr;

public sealed class OrbaxTests : IDisposable
{
    private const string Gzip = """{"id": "gzip", "level": 1}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ParametersAreNamedByTheTree()
    {
        _folder.Write("default/_METADATA", TinyZarr.Text(
            """
            {"tree_metadata": {
              "('step',)": {"key_metadata": [{"key": "step", "key_type": 2}], "value_metadata": {"value_type": "int"}},
              "('params', 'layer.1', 'kernel')": {"key_metadata": [{"key": "params", "key_type": 2},
                {"key": "layer.1", "key_type": 2}, {"key": "kernel", "key_type": 2}]},
              "('params', 'head', 'bias')": {"key_metadata": [{"key": "params"}, {"key": "head"}, {"key": "bias"}]}
            }, "use_zarr3": false}
            """));
        _folder.Write("_CHECKPOINT_METADATA", TinyZarr.Text("""{"item_handlers": {}, "init_timestamp_nsecs": 1}"""));
        _folder.Write("default/_sharding", TinyZarr.Text("""{"cGFyYW1z": "{}"}"""));
        Write("default/params.layer.1.kernel", "[2, 3]", [0, 1, 2, 3, 4, 5]);
        Write("default/params.head.bias", "[2]", [1, 2]);
        Write("default/opt_state.0.mu.head.bias", "[2]", [1, 2]);
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal("Orbax (Zarr v2)", checkpoint.Format);
        Assert.Equal(["params/layer.1/kernel", "params/head/bias"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1, 2, 3, 4, 5], checkpoint.Read("params/layer.1/kernel"));
        Assert.Equal(TensorPurpose.Dense, checkpoint.Tensors[0].Role?.Purpose);
        Assert.Equal("io", checkpoint.Tensors[0].Role?.Axes);
        Assert.Equal("opt_state: 1 tensor", checkpoint.Metadata["ignored"]);
    }

    [Fact]
    public void OlderOnesAreFoundByTheirAggregate()
    {
        _folder.Write("checkpoint", TinyFlax.Map(("params", TinyFlax.Map(
            ("conv", TinyFlax.Map(("kernel", [0xD9, 32, .. "PLACEHOLDER://params.conv.kernel"u8])))))));
        Write("params.conv.kernel", "[1, 1, 2, 2]", [0, 1, 2, 3]);
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal("params/conv/kernel", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal("kkio", checkpoint.Tensors[0].Role?.Axes);
        Assert.Equal([0, 1, 2, 3], checkpoint.Read("params/conv/kernel"));
    }

    [Fact]
    public void AnArrayOfTheTreeWhoseFolderIsMissingIsSaidToBe()
    {
        _folder.Write("_METADATA", TinyZarr.Text(
            """
            {"tree_metadata": {
              "('a',)": {"key_metadata": [{"key": "a"}], "value_metadata": {"value_type": "jax.Array", "skip_deserialize": false}},
              "('b',)": {"key_metadata": [{"key": "b"}], "value_metadata": {"value_type": "np.ndarray"}},
              "('c',)": {"key_metadata": [{"key": "c"}], "value_metadata": {"value_type": "None", "skip_deserialize": true}}}}
            """));
        Write("b", "[2]", [1, 2]);
        string other = _folder.Write("other.safetensors", TinySafeTensors.Floats(("w", [1], [1])));
        string root = Path.Combine(_folder.Path, "_METADATA");

        Assert.Equal([root, other], CheckpointFinder.Find(_folder.Path));
        using var checkpoint = Checkpoint.Open(root);
        Assert.Equal("b", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal("a: its folder is not there, the copy looks incomplete", checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void NestedFoldersAndValuesOfNewerModules()
    {
        _folder.Write("_METADATA", TinyZarr.Text("""{"tree_metadata": {}, "use_zarr3": true}"""));
        _folder.Write("params/dense/kernel/value/zarr.json", TinyZarr.V3("[2, 2]", "[2, 2]"));
        _folder.Write("params/dense/kernel/value/c/0/0", TinyZarr.Floats(0, 1, 2, 3));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal("Orbax (Zarr v3)", checkpoint.Format);
        Assert.Equal("params/dense/kernel/value", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal("io", checkpoint.Tensors[0].Role?.Axes);
    }

    [Fact]
    public void ADatabaseIsSaidToBeOne()
    {
        _folder.Write("manifest.ocdbt", [0x0c, 0xdb, 0x3a, 0x2a, 0, 0, 0, 0]);
        _folder.Write("ocdbt.process_0/manifest.ocdbt", [0x0c, 0xdb, 0x3a, 0x2a, 0, 0, 0, 0]);
        Refused.Path(_folder.Path, "OCDBT", "use_ocdbt=False");

        _folder.Write("_METADATA", TinyZarr.Text("""{"tree_metadata": {}}"""));
        Refused.Path(_folder.Path, "OCDBT", "use_ocdbt=False");
        Assert.Equal([Path.Combine(_folder.Path, "_METADATA")], CheckpointFinder.Find(_folder.Path));
    }

    private void Write(string name, string shape, float[] numbers)
    {
        _folder.Write($"{name}/.zarray", TinyZarr.V2(shape, shape, compressor: Gzip, fill: "null"));
        int rank = shape.Count(letter => letter == ',') + 1;
        _folder.Write(
            $"{name}/{string.Join('.', Enumerable.Repeat(0, rank))}", TinyZarr.Gzip(TinyZarr.Floats(numbers)));
    }
}
