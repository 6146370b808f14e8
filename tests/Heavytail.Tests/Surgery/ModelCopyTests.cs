using System.Text;
using System.Text.Json;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Surgery.OperatedModels;

namespace Heavytail.Tests.Surgery;

/// <summary>
/// Files that surgery writes: names, types, metadata and shards are kept, and bytes that nothing changes.
/// </summary>
public sealed class ModelCopyTests
{
    private static readonly AnalysisOptions s_fc = new()
    {
        Selection = new LayerSelection { Layers = ["fc"], MinEvals = 1 },
    };

    [Fact]
    public void An_operation_that_changes_nothing_writes_equal_bytes()
    {
        // A header with spaces, metadata, NaN in a bias, −0, and types that are not read.
        string header = """
            {"__metadata__":{"b":"2","a":"1"},"fc.weight":{"dtype":"F32","shape":[9,12],"data_offsets":[0,432]},
             "odd":{"dtype":"F99","shape":[3],"data_offsets":[432,438]},
             "fc.bias":{"dtype":"F32","shape":[2],"data_offsets":[438,446]}}
            """ + "      ";
        byte[] data = new byte[446];
        float[] weights = [.. Weights(1, 9, 12).Select(value => (float)value)];
        weights[5] = -0f;
        Buffer.BlockCopy(weights, 0, data, 0, 432);
        Buffer.BlockCopy(new[] { float.NaN, float.NegativeInfinity }, 0, data, 438, 8);
        byte[] file = TinySafeTensors.File(Encoding.UTF8.GetBytes(header), data);
        foreach (SurgeryOperation operation in new SurgeryOperation[]
        {
            new LowRank { Rank = 100 }, new TrapRemoval(), new TailProjection { Hardness = 0 },
        })
        {
            Assert.Equal(file, Operate(file, operation).File);
        }

        var (_, changed) = Operate(file, new LowRank { Rank = 2 });
        Assert.NotEqual(file, changed);
        Assert.Equal(file.Length, changed.Length);
        Assert.Equal(file[..^446], changed[..^446]); // the header, as it is spelled
        Assert.Equal(file[^14..], changed[^14..]);
    }

    [Fact]
    public void Layers_that_are_not_selected_are_the_same_to_the_bit()
    {
        byte[] file = Doubles(
            ("fc.weight", [20, 15], Weights(2, 20, 15)), ("other.weight", [20, 15], Weights(3, 20, 15)));
        var (result, written) = Operate(file, new LowRank { Rank = 2 }, s_fc);
        Assert.Equal("fc", Assert.Single(result.Layers).Before.Layer.Name);
        Assert.Equal(1, result.Untouched);
        Assert.Equal(Numbers(file, "other.weight"), Numbers(written, "other.weight"));
        Assert.NotEqual(Numbers(file, "fc.weight"), Numbers(written, "fc.weight"));
    }

    [Fact]
    public void Shards_and_their_index_keep_names_and_bytes()
    {
        using var folder = new TempFolder();
        byte[] one = Doubles(("fc.weight", [20, 15], Weights(4, 20, 15)));
        byte[] two = Doubles(("other.weight", [20, 15], Weights(5, 20, 15)));
        byte[] index = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            metadata = new { total_size = 4800 },
            weight_map = new Dictionary<string, string>
            {
                ["fc.weight"] = "model-00001-of-00002.safetensors",
                ["other.weight"] = "model-00002-of-00002.safetensors",
            },
        }));
        folder.Write("model-00001-of-00002.safetensors", one);
        folder.Write("model-00002-of-00002.safetensors", two);
        string path = folder.Write("model.safetensors.index.json", index);
        using var checkpoint = Checkpoint.Open(path);
        var (result, files) = Operate(checkpoint, new LowRank { Rank = 2 }, s_fc);
        Assert.Equal(
            ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"],
            files.Select(file => file.Name));
        Assert.Equal(index, files[2].Bytes);
        Assert.Equal(two, files[1].Bytes);
        Assert.NotEqual(one, files[0].Bytes);
        Assert.Equal(2, result.Of("fc").After!["matrix_rank"]);
    }

    [Fact]
    public void A_copy_of_a_tensor_gets_the_same_bytes()
    {
        double[] weights = Weights(6, 30, 20);
        byte[] file = Doubles(
            ("fc.weight", [30, 20], weights), ("head.weight", [30, 20], weights), ("z.bias", [30], new double[30]));
        var (result, written) = Operate(file, new LowRank { Rank = 3 }, s_fc);
        Assert.Equal(["head.weight"], result.Of("fc").Copies);
        Assert.Equal(Numbers(written, "fc.weight"), Numbers(written, "head.weight"));
        Assert.NotEqual(weights, Numbers(written, "head.weight"));
        Assert.Equal(1, result.Untouched);
    }

    [Fact]
    public void A_matrix_of_inputs_by_outputs_is_written_as_it_lies()
    {
        // GPT-2's Conv1D has [in, out]; the singular values do not mind, the places do.
        double[] weights = Weights(7, 24, 60);
        byte[] file = Doubles(("transformer.h.0.mlp.c_fc.weight", [24, 60], weights));
        var (result, written) = Operate(file, new LowRank { Rank = 4 });
        double[] now = Numbers(written, "transformer.h.0.mlp.c_fc.weight");
        double[] expected = Numbers(
            Operate(Doubles(("a.weight", [24, 60], weights)), new LowRank { Rank = 4 }).File, "a.weight");
        Assert.Equal(expected, now, (one, other) => Math.Abs(one - other) < 1e-12);
        Assert.True(result.Layers[0].IsChanged);
    }

    [Fact]
    public void Parts_of_a_tensor_are_operated_on_one_by_one()
    {
        // Query, key and value in one tensor: only the keys are selected.
        const int n = 24;
        double[] weights = Weights(8, 3 * n, n);
        byte[] file = Doubles(("self_attn.in_proj_weight", [3 * n, n], weights));
        var (result, written) = Operate(file, new LowRank { Rank = 2 }, new AnalysisOptions
        {
            Selection = new LayerSelection { Layers = ["*[k]"], MinEvals = 1 },
        });
        Assert.Equal("self_attn.in_proj_weight[k]", Assert.Single(result.Layers).Before.Layer.Name);
        double[] now = Numbers(written, "self_attn.in_proj_weight");
        Assert.Equal(weights[..(n * n)], now[..(n * n)]);
        Assert.Equal(weights[(2 * n * n)..], now[(2 * n * n)..]);
        Assert.NotEqual(weights[(n * n)..(2 * n * n)], now[(n * n)..(2 * n * n)]);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        byte[] file = Doubles(
            ("a.weight", [90, 60], Weights(9, 90, 60)), ("b.weight", [40, 30, 3, 3], Weights(10, 40, 30, 3, 3)));
        AnalysisOptions With(int threads) => new() { Execution = new ExecutionOptions { Threads = threads } };
        foreach (SurgeryOperation operation in new SurgeryOperation[]
        {
            new Smoothing(), new LowRank { Rank = 20 }, new TailProjection(),
        })
        {
            Assert.Equal(Operate(file, operation, With(1)).File, Operate(file, operation, With(7)).File);
        }
    }

    [Fact]
    public void Another_format_becomes_one_file_with_its_names_types_and_shapes()
    {
        using var checkpoint = Checkpoint.Open(
            SharedData.Path("models/cifar10-akamaster-resnet20") is var folder
                ? Directory.GetFiles(folder, "*.th").Concat(Directory.GetFiles(folder, "*.pt")).First() : "");
        var (result, files) = Operate(checkpoint, new LowRank { Rank = 4 });
        var (name, bytes) = files.Single();
        Assert.EndsWith(".safetensors", name, StringComparison.Ordinal);
        using var written = Checkpoint.Open(bytes, name);
        Assert.Equal("pt", written.Metadata["format"]);
        Assert.Equal(
            checkpoint.Tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape))
                .OrderBy(tensor => tensor.Name),
            written.Tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape)).OrderBy(tensor => tensor.Name));
        var changed = result.Layers.Where(layer => layer.IsChanged).Select(layer => layer.Before.Layer.LongName)
            .ToHashSet();
        Assert.NotEmpty(changed);
        foreach (var tensor in written.Tensors)
        {
            using var now = written.OpenRead(tensor);
            using var before = checkpoint.OpenRead(checkpoint.Tensors.Single(old => old.Name == tensor.Name));
            Assert.Equal(!changed.Contains(tensor.Name), All(now).SequenceEqual(All(before)));
        }
    }

    [Fact]
    public void Weights_that_are_not_stored_as_they_are_read_are_refused_with_a_hint()
    {
        string path = SharedData.Path("cases/quantised/qint8.pt");
        using var checkpoint = Checkpoint.Open(path);
        var error = Assert.Throws<InvalidCheckpointException>(() => ModelCopy.Of(checkpoint));
        Assert.Contains("is quantized", error.Message, StringComparison.Ordinal);
        Assert.Contains("convert", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_not_finite_stops_all()
    {
        double[] weights = Weights(11, 20, 15);
        weights[3] = double.NaN;
        byte[] file = Doubles(("fc.weight", [20, 15], weights), ("ok.weight", [20, 15], Weights(12, 20, 15)));
        var error = Assert.Throws<InvalidCheckpointException>(() => Operate(file, new LowRank { Rank = 2 }));
        Assert.Contains("1 NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains("leave it out", error.Hint, StringComparison.Ordinal);
    }

    private static byte[] All(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
