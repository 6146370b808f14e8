using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Pieces;

/// <summary>Matrices in pieces, a file for each processor.</summary>
public sealed class ParallelPiecesTests : IDisposable
{
    private const int Files = 3;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Llama 1 and 2 cut embeddings by columns, Llama 3 by rows; the norm says which.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Joined_where_all_are_there(bool embeddingByRows)
    {
        float[] outputs = Numbers(6 * 4);
        float[] inputs = Numbers(4 * 6);
        float[] embedding = Numbers(9 * 6);
        for (int number = 0; number < Files; number++)
        {
            Write(number, [
                ("layers.0.attention.wq.weight", [2, 4], Rows(outputs, 4, number, 2)),
                ("layers.0.attention.wo.weight", [4, 2], Columns(inputs, 6, number, 2)),
                embeddingByRows
                    ? ("tok_embeddings.weight", [3, 6], Rows(embedding, 6, number, 3))
                    : ("tok_embeddings.weight", [9, 2], Columns(embedding, 6, number, 2)),
                ("norm.weight", [6], Numbers(6))]);
        }

        foreach (int opened in new[] { 0, 2 })
        {
            using var checkpoint = Checkpoint.Open(Path(opened));
            Assert.Equal(
                outputs.Select(value => (double)value), Read(checkpoint, "layers.0.attention.wq.weight", 6, 4));
            Assert.Equal(inputs.Select(value => (double)value), Read(checkpoint, "layers.0.attention.wo.weight", 4, 6));
            Assert.Equal(embedding.Select(value => (double)value), Read(checkpoint, "tok_embeddings.weight", 9, 6));
            Assert.Equal("joined from 3 files", checkpoint.Metadata["pieces"]);
            Assert.Equal(24 + 24 + 54 + 6, LayerInventory.CountParameters(checkpoint));
        }

        Assert.Equal([Path(0)], CheckpointFinder.Find(_folder.Path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    public void Named_as_pieces_where_some_are_missing(params int[] numbers)
    {
        foreach (int number in numbers)
        {
            Write(
                number,
                [("layers.0.attention.wq.weight", [20, 40], Numbers(800)), ("norm.weight", [40], Numbers(40))]);
        }

        using var checkpoint = Checkpoint.Open(Path(numbers[0]));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(model.Layers);
        var piece = model.Skipped.Single(tensor => tensor.Name == "layers.0.attention.wq.weight");
        Assert.Equal(SkipReason.Piece, piece.Reason);
        Assert.Contains($"the folder has only consolidated.0{numbers[0]}", piece.Explanation, StringComparison.Ordinal);
    }

    /// <summary>The first file alone: its embedding is narrower than its norm.</summary>
    [Theory]
    [InlineData(20, 0)]
    [InlineData(40, 2)]
    public void The_first_file_alone(int columns, int layers)
    {
        Write(0, [
            ("tok_embeddings.weight", [50, columns], Numbers(50 * columns)),
            ("layers.0.attention.wq.weight", [20, 40], Numbers(800)),
            ("norm.weight", [40], Numbers(40))]);
        using var checkpoint = Checkpoint.Open(Path(0));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(layers, model.Layers.Count);
    }

    [Fact]
    public void A_matrix_of_another_name_is_a_piece()
    {
        for (int number = 0; number < 2; number++)
        {
            float[] piece = [.. Numbers(800).Select(value => value + number)];
            Write(number, [("layers.0.router.weight", [20, 40], piece), ("norm.weight", [40], Numbers(40))]);
        }

        using var checkpoint = Checkpoint.Open(Path(0));
        Assert.Contains("does not say along which dimension", checkpoint.Tensors[0].Unread, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_two_models()
    {
        Write(0, [("layers.0.attention.wq.weight", [2, 4], Numbers(8))]);
        Write(1, [("layers.0.attention.wq.weight", [3, 4], Numbers(12))]);
        Refused.Path(Path(0), "`layers.0.attention.wq.weight`", "is not in all files of the model with the same");
    }

    [Fact]
    public void Case()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/pieces/consolidated.01.pth"));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(6.100241694835231, model.Layers[0]["alpha"]!.Value, 1e-6);
        Assert.Equal(3.06090791881428, model.Layers[1]["alpha"]!.Value, 1e-6);
    }

    private static double[] Read(Checkpoint checkpoint, string name, params long[] shape)
    {
        var tensor = checkpoint.Tensors.Single(tensor => tensor.Name == name);
        Assert.Equal(new TensorShape(shape), tensor.Shape);
        double[] numbers = new double[tensor.Shape.ElementCount];
        checkpoint.Read(tensor, numbers);
        return numbers;
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(k => (k * 7 % 31) - 15f)];

    private static float[] Rows(float[] whole, int columns, int number, int rows) =>
        whole[(number * rows * columns)..((number + 1) * rows * columns)];

    private static float[] Columns(float[] whole, int columns, int number, int width) =>
        [.. whole.Where((_, k) => k % columns / width == number)];

    private string Path(int number) => System.IO.Path.Combine(_folder.Path, $"consolidated.0{number}.safetensors");

    private void Write(int number, (string, long[], float[])[] tensors) =>
        _folder.Write($"consolidated.0{number}.safetensors", TinySafeTensors.Floats(tensors));
}
