using System.Globalization;

using TorchSharp;

namespace Heavytail.Samples.Train;

/// <summary>The folder written to: one safetensors file per network, and models.csv naming them all.</summary>
internal sealed class ModelFolder
{
    private const string TrainedFamily = "fashion-mnist-cnn";
    private const string UntrainedFamily = "fashion-mnist-cnn-untrained";
    private const string Heading =
        "family,model,accuracy,batch_size,epochs,train_loss,train_accuracy,last_learning_rate";

    private readonly string folder;
    private readonly Recipe recipe;

    // Sorted by file name: the table does not depend on the order of training.
    private readonly SortedDictionary<string, string> rows = new(StringComparer.Ordinal);

    public ModelFolder(string folder, Recipe recipe)
    {
        Directory.CreateDirectory(folder);
        this.folder = folder;
        this.recipe = recipe;
    }

    /// <summary>The untrained network is no member of the family: its accuracy is that of guessing.</summary>
    public void AddUntrained(Network network, Score train, Score test) =>
        Add(network, UntrainedFamily, "initial.safetensors", batchSize: null, new TrainingEnd(0, recipe.LearningRate), train, test);

    public void AddTrained(Network network, int batchSize, TrainingEnd end, Score train, Score test) =>
        Add(network, TrainedFamily, string.Create(CultureInfo.InvariantCulture, $"batch-{batchSize:D4}.safetensors"), batchSize, end, train, test);

    private void Add(
        Network network, string family, string file, int? batchSize, TrainingEnd end, Score train, Score test)
    {
        var tensors = network.named_parameters().Select(named => (named.name, (torch.Tensor)named.parameter)).ToList();
        SafeTensorsWriter.Write(
            Path.Combine(folder, file),
            tensors,
            [
                new("batch_size", batchSize is null ? "none" : Text(batchSize)),
                new("epochs", Text(end.Epochs)),
                new("seed", Text(recipe.Seed)),
                new("learning_rate", Text(recipe.LearningRate)),
                new("last_learning_rate", Text(end.LastLearningRate)),
                new("train_loss", Loss(train)),
                new("train_accuracy", Percent(train)),
                new("test_accuracy", Percent(test)),
            ]);

        rows[file] = string.Join(
            ',',
            family,
            file,
            Percent(test),
            Text(batchSize),
            Text(end.Epochs),
            Loss(train),
            Percent(train),
            Text(end.LastLearningRate));

        // Written anew after every network, so that a run cut short still leaves a table that fits its files.
        File.WriteAllText(Path.Combine(folder, "models.csv"), string.Join('\n', [Heading, .. rows.Values, ""]));
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static string Loss(Score score) => score.Loss.ToString("F6", CultureInfo.InvariantCulture);

    private static string Percent(Score score) => (100 * score.Accuracy).ToString("F2", CultureInfo.InvariantCulture);
}
