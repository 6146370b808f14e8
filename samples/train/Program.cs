using Heavytail.Samples.Train;
using TorchSharp;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

// One thread: sums are then always taken in the same order, and the same command gives the same files.
torch.set_num_threads(1);
torch.set_num_interop_threads(1);

var recipe = options.Recipe;
var training = FashionMnist.ReadTraining(options.Data);
var test = FashionMnist.ReadTest(options.Data);
var folder = new ModelFolder(options.Out, recipe);

using (var untrained = Network.Create(recipe.Seed))
{
    folder.AddUntrained(untrained, Training.Evaluate(untrained, training), Training.Evaluate(untrained, test));
}

foreach (var batchSize in options.BatchSizes)
{
    using var network = Network.Create(recipe.Seed);
    var end = Training.Run(network, training, batchSize, recipe);
    folder.AddTrained(network, batchSize, end, Training.Evaluate(network, training), Training.Evaluate(network, test));
}

return 0;
