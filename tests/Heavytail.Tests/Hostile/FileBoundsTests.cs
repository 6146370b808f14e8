using Heavytail.Files;
using Heavytail.Formats.Onnx;
using Heavytail.Layers.Rules;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Formats.Onnx;
using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Formats.TensorFlow;
using Heavytail.Tests.Formats.Zarr;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Hostile;

/// <summary>A few bytes that stand for much work: bounded for a file as a whole, not for each of its tensors.</summary>
public sealed class FileBoundsTests
{
    [Theory]
    [InlineData("attack_graph_repeated_constants.pb", "elements of the file come by repetition")]
    public void Cases_are_refused(string name, string fact) => Refused.Path(SharedData.Path($"cases/{name}"), fact);

    [Fact]
    public void The_case_of_a_store_without_chunks_has_no_weights()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/attack_zarr_fill_dense"));
        Assert.Empty(checkpoint.Tensors);
        Assert.StartsWith("1 of 1 chunks are missing", Assert.Single(checkpoint.Unread).Unread, StringComparison.Ordinal);
    }

    [Fact]
    public void The_case_of_wide_calls_is_cut()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/attack_onnx_calls_wide.onnx"));
        Assert.Contains("too deep to follow", checkpoint.Metadata["roles"], StringComparison.Ordinal);
    }

    /// <summary>None repeats more than one constant may; one without any value, one with two.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(400)]
    public void Many_constants_repeat_few_numbers(int count) => Refused.Bytes(
        "m.pb",
        [
            .. Enumerable.Range(0, count).SelectMany(i => TinyTensorFlow.Const(
                $"c{i}",
                TinyTensorFlow.Tensor(
                    TinyTensorFlow.Float,
                    [1000, 1000],
                    i % 2 == 0 ? [] : [TinyTensorFlow.Field(5, TinyTensorFlow.Floats(1, 2))]))),
        ],
        "tensor `c4`: with it 5,000,000 elements of the file come by repetition");

    [Fact]
    public void Small_repeated_constants_are_honest()
    {
        using var file = new TinyFile(
            "m.pb",
            [
                .. Enumerable.Range(0, 50).SelectMany(i => TinyTensorFlow.Const(
                    $"c{i}", TinyTensorFlow.Tensor(TinyTensorFlow.Float, [64, 64], TinyTensorFlow.Field(
                        5, TinyTensorFlow.Floats(2))))),
            ]);
        Assert.Equal(50, file.Checkpoint.Tensors.Count);
    }

    /// <summary>Ten thousand inputs a call in nodes of a function, of several or of one function.</summary>
    [Theory]
    [InlineData(1, 1000)]
    [InlineData(20, 50)]
    public void Nodes_of_functions_have_thousands_of_inputs(int functions, int calls)
    {
        var model = new TinyOnnx().Counting("w", 2, 2);
        string inputs = string.Concat(Enumerable.Repeat("a ", 10_000));
        for (int i = 0; i < functions; i++)
        {
            for (int call = 0; call < calls; call++)
            {
                model.Node($"local:f{i} w -> y{i}_{call}");
            }

            model.After(25, TinyOnnx.Function("local", $"f{i}", new TinyOnnx().Node($"Sum {inputs}-> y"), "a"));
        }

        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Contains("too deep to follow", file.Checkpoint.Metadata["roles"], StringComparison.Ordinal);
        using var bytes = new DiskSource(file.Checkpoint.Path);
        var roles = new OnnxRoles(OnnxModelReader.Read(bytes), new OnnxTracer(_ => null));
        roles.Assign();
        Assert.InRange(roles.Inputs, OnnxRoles.MaxInputs - 10_000, OnnxRoles.MaxInputs);
    }

    [Theory]
    [InlineData("[2000, 1000]", "[500, 1000]", "0.0", "4 of 4 chunks are missing: 2,000,000 elements")]
    [InlineData("[1000, 2000]", "[1, 1000]", "1.5", "2,000 of 2,000 chunks are missing")]
    [InlineData("[8, 8]", "[4, 4]", "null", "4 of 4 chunks are missing, and no fill value stands for them")]
    public void Chunks_are_missing(string shape, string chunks, string fill, string fact)
    {
        using var folder = new TempFolder();
        folder.Write(".zgroup", TinyZarr.Group);
        folder.Write("a/.zarray", TinyZarr.V2(shape, chunks, fill: fill));
        folder.Write("b/.zarray", TinyZarr.V2("[2]", "[2]"));
        folder.Write("b/0", TinyZarr.Floats(1, 2));
        using var checkpoint = Checkpoint.Open(folder.Path);

        Assert.Equal("b", Assert.Single(checkpoint.Tensors).Name);
        Assert.StartsWith(fact, Assert.Single(checkpoint.Unread).Unread, StringComparison.Ordinal);
    }

    /// <summary>Each alone may be fill values, all together may not.</summary>
    [Fact]
    public void Many_arrays_have_no_chunk()
    {
        using var folder = new TempFolder();
        folder.Write(".zgroup", TinyZarr.Group);
        for (int i = 0; i < 5; i++)
        {
            folder.Write($"a{i}/.zarray", TinyZarr.V2("[700, 700]", "[700, 700]"));
        }

        using var checkpoint = Checkpoint.Open(folder.Path);
        Assert.Equal(2, checkpoint.Tensors.Count);
        Assert.Equal(3, checkpoint.Unread.Count);
    }

    /// <summary>They lie at the end of what is deflated: each unpacks all that comes before.</summary>
    [Theory]
    [InlineData(20_000)]
    [InlineData(200_000)]
    public void Small_views_lie_at_the_end_of_a_deflated_storage(int views)
    {
        const int Count = 1 << 18;
        var pickle = new TinyPickle().Op("}(");
        for (int i = 0; i < Math.Min(views, 2000); i++)
        {
            pickle.Text($"v.{i}").Tensor("FloatStorage", "0", Count, Count - (views / 100) - i, [2, 2], [2, 1]);
        }

        byte[] file = new TinyZip().Add("tiny/data.pkl", pickle.Op("u").Stop())
            .Add("tiny/data/0", new byte[4 * Count], deflate: true).Add("tiny/version", "3\n"u8.ToArray()).ToArray();
        Refused.Bytes("m.pt", file, "is one view too many of deflated storages", "without compression");
    }

    [Theory]
    [InlineData(4097)]
    [InlineData(3_000_000)]
    public void Names_are_long(int length) => Refused.Bytes(
        "m.safetensors",
        TinySafeTensors.Floats((new string('n', length), [1], [1f])),
        $"has {length:N0} characters, at most 4,096 are supported");

    [Fact]
    public void Stacks_of_a_file_have_too_many_layers_together()
    {
        var decisions = Decisions.Of(
            [.. Enumerable.Range(0, 6).Select(i => $"m.{i}.experts.w 60000,16,16"), "fc.weight 64,32"]);

        Assert.All(decisions.Take(4), decision => Assert.Equal(60_000, decision.Layers.Count));
        Assert.Contains(
            $"22,144 are left of the {LayerDetector.MaxLayers:N0} layers that one file may have",
            decisions[4].Skipped!.Explanation,
            StringComparison.Ordinal);
        Assert.Single(decisions[6].Layers);
    }
}
