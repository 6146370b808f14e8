using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Pieces;

/// <summary>Files of tensor-parallel training, by the names of several frameworks.</summary>
public sealed class TensorParallelTests : IDisposable
{
    private const int Rows = 20;
    private const int Columns = 40;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A matrix cut by outputs is as tall as all pieces, one by inputs as wide.</summary>
    [Theory]
    [InlineData("mp_rank_0{0}_model_states.pt", "mlp.dense_h_to_4h.weight", 0)]
    [InlineData("mp_rank_0{0}_model_states.pt", "attention.dense.weight", 1)]
    [InlineData("layer_07-model_0{0}-model_states.pt", "attention.query_key_value.weight", 0)]
    [InlineData("layer_07-model_0{0}-model_states.pt", "mlp.dense_4h_to_h.weight", 1)]
    [InlineData("iter_0000010/mp_rank_0{0}/model_optim_rng.pt", "mlp.linear_fc1.weight", 0)]
    [InlineData("mp_rank_0{0}_001/model_optim_rng.pt", "self_attention.linear_proj.weight", 1)]
    [InlineData("tp_rank_0{0}_pp_rank_000/model_weights.ckpt", "embedding.word_embeddings.weight", 0)]
    [InlineData("reshard-model_part-{0}.pt", "decoder.layers.0.fc1.weight", 0)]
    [InlineData("checkpoint_last-model_part-{0}.pt", "decoder.layers.0.fc2.weight", 1)]
    public void Joined(string file, string name, int axis)
    {
        const int Files = 3;
        for (int rank = 0; rank < Files; rank++)
        {
            Write(file, rank, (name, [Rows, Columns], Numbers(rank)), ("norm.weight", [4], [1, 2, 3, 4]));
        }

        var expected = Enumerable.Range(0, Rows * (axis == 0 ? Files : 1)).SelectMany(row => Enumerable.Range(0, Columns
            * (axis == 1 ? Files : 1)).Select(column => (double)Numbers(
                axis == 0 ? row / Rows : column / Columns)[(row % Rows * Columns) + (column % Columns)]));
        string[] found = [.. CheckpointFinder.Find(_folder.Path)];
        Assert.Equal([PathOf(file, 0)], found);
        using var checkpoint = Checkpoint.Open(PathOf(file, 1));
        Assert.Equal(axis == 0 ? new TensorShape(3 * Rows, Columns) : new TensorShape(Rows, 3 * Columns),
            checkpoint.Tensors[0].Shape);
        Assert.Equal(expected, checkpoint.Read(name));
        Assert.Equal("joined from 3 files", checkpoint.Metadata["pieces"]);
    }

    /// <summary>How these are cut is not known for certain: rows of fused matrices, experts by rank.</summary>
    [Theory]
    [InlineData("model-rank-{0}-part-0.safetensors", "save_sharded_state")]
    [InlineData("rank{0}.safetensors", "--tp_size 1")]
    [InlineData("model{0}-mp2.safetensors", "convert.py")]
    [InlineData("model_world_size_2_rank_{0}.pt", "verl.model_merger")]
    [InlineData("dp_rank_00_tp_rank_0{0}_pp_rank_00.pt", "checkpoint_converter.py")]
    [InlineData("model_tp{0}_pp0.pt", "convert2hf.py")]
    public void Named_as_pieces(string file, string converter)
    {
        for (int rank = 0; rank < 2; rank++)
        {
            Write(file, rank, ("layers.0.wq.weight", [Rows, Columns], Numbers(rank)));
        }

        foreach (string path in CheckpointFinder.Find(_folder.Path))
        {
            AssertPiece(path, "one of 2", converter);
        }
    }

    [Theory]
    [InlineData("mp_rank_0{0}_model_states.pt", "deepspeed_to_megatron.py")]
    [InlineData("mp_rank_0{0}/model_optim_rng.pt", "tools/checkpoint/convert.py")]
    [InlineData("tp_rank_0{0}_pp_rank_000/model_weights.ckpt", "megatron_change_num_partitions.py")]
    [InlineData("layer_02-model_0{0}-model_states.pt", "convert_neox_to_hf.py")]
    [InlineData("reshard-model_part-{0}.pt", "convert_to_singleton")]
    [InlineData("model{0}-mp2.safetensors", "convert.py")]
    public void Another_one_than_the_first_alone_is_a_piece(string file, string converter)
    {
        Write(file, 1, ("attention.dense.weight", [Rows, Columns], Numbers(0)));
        AssertPiece(PathOf(file, 1), "the folder has only", converter);
    }

    /// <summary>Without tensor parallelism there is one file, of rank 0, in which frameworks say so.</summary>
    [Theory]
    [InlineData("mp_world_size", 1, 1)]
    [InlineData("mp_world_size", 2, 0)]
    [InlineData("args", 4, 0)]
    [InlineData("args", 1, 1)]
    public void The_first_file_alone(string key, int size, int layers)
    {
        var pickle = new TinyPickle().Op("}(").Text("module").Op("}").Text("fc.weight")
            .Tensor("FloatStorage", "0", Rows, Columns).Op("s").Text(key);
        _ = key == "args"
            ? pickle.Global("argparse", "Namespace").Op(")").Raw(0x81).Op("}").Text("tensor_model_parallel_size")
                .Number(size).Op("sb")
            : pickle.Number(size);
        string path = _folder.Write(
            "mp_rank_00_model_states.pt",
            TinyTorch.Zip(pickle.Op("u").Stop(), ("0", TinySafeTensors.Bytes(Numbers(0)))));
        using var checkpoint = Checkpoint.Open(path);
        Assert.Equal(layers, Analyzer.Analyze(
            checkpoint, cancellation: TestContext.Current.CancellationToken).Layers.Count);
    }

    [Theory]
    [InlineData("layer_0{1}-model_0{0}-model_states.pt")]
    [InlineData("mp_rank_0{0}_00{1}/model_optim_rng.pt")]
    public void Stages_are_parts_of_a_network(string file)
    {
        for (int k = 0; k < 4; k++)
        {
            string path = string.Format(null, file, k % 2, k / 2);
            _folder.Write(path, TinySafeTensors.Floats(("attention.dense.weight", [Rows, Columns], Numbers(k))));
        }

        Assert.Equal(2, CheckpointFinder.Find(_folder.Path).Count);
        using var checkpoint = Checkpoint.Open(CheckpointFinder.Find(_folder.Path)[1]);
        Assert.Equal(new TensorShape(Rows, 2 * Columns), checkpoint.Tensors[0].Shape);
        Assert.StartsWith("one of 2 parts of a network", checkpoint.Metadata["part"], StringComparison.Ordinal);
    }

    /// <summary>An expert that only one processor has is whole; a router that all have is one matrix.</summary>
    [Theory]
    [InlineData("consolidated.0{0}.safetensors", "layers.0.feed_forward.experts.{0}.w1.weight", "layers.0.gate.weight")]
    [InlineData("mp_rank_0{0}_model_states.pt", "deepspeed_experts.{0}.dense_h_to_4h.weight", "gate.wg.weight")]
    public void What_is_not_cut_is_whole(string file, string expert, string router)
    {
        for (int rank = 0; rank < 2; rank++)
        {
            Write(
                file, rank, (string.Format(null, expert, rank), [Rows, Columns], Numbers(rank)),
                (router, [Rows, Columns], Numbers(7)));
        }

        using var checkpoint = Checkpoint.Open(PathOf(file, 0));
        Assert.Equal(
            [string.Format(null, expert, 0), router, string.Format(null, expert, 1)],
            checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.All(checkpoint.Tensors, tensor => Assert.Null(tensor.Unread));
        Assert.Equal(Numbers(1).Select(value => (double)value), checkpoint.Read(string.Format(null, expert, 1)));
    }

    /// <summary>Some, and not all, have it: neither one piece of each nor one matrix.</summary>
    [Fact]
    public void In_some_of_the_files()
    {
        for (int rank = 0; rank < 3; rank++)
        {
            Write("consolidated.0{0}.safetensors", rank,
                (rank == 2 ? "b" : "experts.a", [Rows, Columns], Numbers(rank)));
        }

        using var checkpoint = Checkpoint.Open(PathOf("consolidated.0{0}.safetensors", 0));
        Assert.Contains("in 2 of 3 files", checkpoint.Tensors[0].Unread, StringComparison.Ordinal);
        Assert.Contains("in 1 of 3 files", checkpoint.Tensors[1].Unread, StringComparison.Ordinal);
    }

    /// <summary>Biases of layers that are cut by outputs are cut too, and count as parameters.</summary>
    [Fact]
    public void Biases()
    {
        for (int rank = 0; rank < 2; rank++)
        {
            Write("mp_rank_0{0}_model_states.pt", rank,
                ("dense_h_to_4h.bias", [2], [rank, 5]), ("dense_4h_to_h.bias", [2], [3, 4]));
        }

        using var checkpoint = Checkpoint.Open(_folder.Path);
        Assert.Equal([0, 5, 1, 5], checkpoint.Read("dense_h_to_4h.bias"));
        Assert.Equal([3, 4], checkpoint.Read("dense_4h_to_h.bias"));
    }

    private static float[] Numbers(int seed) =>
        [.. Enumerable.Range(0, Rows * Columns).Select(k => MathF.Sin((k * 7.1f) + seed))];

    private static void AssertPiece(string path, params string[] facts)
    {
        using var checkpoint = Checkpoint.Open(path);
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(model.Layers);
        Assert.Equal(SkipReason.Piece, Assert.Single(model.Skipped).Reason);
        var error = NothingToAnalyzeException.Of(model)!;
        Assert.All(facts, fact => Assert.Contains(fact, error.Hint, StringComparison.Ordinal));
    }

    private string PathOf(string file, int rank) => Path.Combine(_folder.Path, string.Format(null, file, rank));

    private void Write(string file, int rank, params (string, long[], float[])[] tensors) =>
        _folder.Write(string.Format(null, file, rank), TinySafeTensors.Floats(tensors));
}
