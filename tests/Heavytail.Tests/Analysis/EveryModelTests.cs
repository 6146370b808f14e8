using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>
/// Every file at hand is analyzed without an error, and each of its tensors is a layer or has a reason.
/// </summary>
public sealed class EveryModelTests
{
    /// <summary>Three letters that are called a model, to see what a reader says of them.</summary>
    private const string Broken = "burn-reader-fixtures/src__pytorch__tests__reader__test_data__broken.pt";

    [Fact]
    public void Every_file_is_read_and_every_tensor_accounted_for()
    {
        string[] files = [.. CsvFile.Read(SharedData.Path("models/MODELS.csv")).Rows.Select(row => row["file"])];
        Assert.Equal(140, files.Length);
        string[] wrong = [.. files.Where(file => file != Broken).Select(Problem).OfType<string>()];
        Assert.Empty(wrong);
        Assert.Throws<UnknownFormatException>(() => Checkpoint.Open(SharedData.Path($"models/{Broken}")));
    }

    private static string? Problem(string file)
    {
        try
        {
            using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{file}"));
            var plan = LayerInventory.From(checkpoint, new AnalysisOptions());
            var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
            var accounted = plan.Layers.Select(layer => layer.Id).Concat(
                plan.Skipped.Select(tensor => tensor.Tensor.Index)).ToHashSet();
            return model.HasErrors ? $"{file}: has errors"
                : !accounted.SetEquals(checkpoint.Tensors.Concat(checkpoint.Unread).Select(tensor => tensor.Index))
                    ? $"{file}: a tensor is not accounted for"
                : plan.Layers.Count != model.Layers.Count ? $"{file}: {plan.Layers.Count} layers were planned, {model.Layers.Count} analyzed"
                : null;
        }
        catch (CheckpointException e)
        {
            return e.Message;
        }
    }
}
