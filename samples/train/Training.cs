using System.Diagnostics;
using System.Globalization;

using TorchSharp;

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Heavytail.Samples.Train;

/// <summary>What is the same for every network; only the batch size differs between them.</summary>
internal sealed record Recipe(
    int Seed,
    double LearningRate,
    double TargetLoss,
    int Patience,
    int MaximumEpochs)
{
    public const double Momentum = 0.9;

    // Without a limit the loss of a large batch, which trembles as it falls, halves the rate to nothing.
    public const int MostHalvings = 2;
}

/// <summary>Where the training of one network ended.</summary>
internal sealed record TrainingEnd(int Epochs, double LastLearningRate);

/// <summary>Mean loss over some images and the share of them put in the right class.</summary>
internal sealed record Score(double Loss, double Accuracy);

internal static class Training
{
    private const int EvaluationBatch = 1000;

    /// <summary>
    /// Stochastic gradient descent until an epoch's mean loss is below the target. When the
    /// mean loss has not fallen below its lowest for some epochs, the learning rate is halved,
    /// twice at the most.
    /// </summary>
    public static TrainingEnd Run(Network network, LabelledImages data, int batchSize, Recipe recipe)
    {
        using var optimizer = optim.SGD(network.parameters(), recipe.LearningRate, Recipe.Momentum);

        // System.Random with a seed is stable between versions, and each network starts it anew:
        // no network's order of images depends on the ones trained before it.
        var shuffler = new Random(recipe.Seed);
        var order = Enumerable.Range(0, (int)data.Count).Select(i => (long)i).ToArray();

        var learningRate = recipe.LearningRate;
        var lowestLoss = double.PositiveInfinity;
        var epochsWithoutProgress = 0;
        var halvings = 0;

        network.train();
        for (var epoch = 1; epoch <= recipe.MaximumEpochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            shuffler.Shuffle(order);
            var loss = RunEpoch(network, optimizer, data, order, batchSize);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"batch {batchSize,4}  epoch {epoch,3}  rate {learningRate:G4}  loss {loss:F5}  {clock.Elapsed.TotalSeconds:F1} s"));

            if (double.IsNaN(loss))
            {
                throw new InvalidOperationException($"Training with batch size {batchSize} diverged.");
            }

            if (loss < recipe.TargetLoss)
            {
                return new TrainingEnd(epoch, learningRate);
            }

            if (loss < lowestLoss)
            {
                lowestLoss = loss;
                epochsWithoutProgress = 0;
            }
            else if (++epochsWithoutProgress >= recipe.Patience && halvings < Recipe.MostHalvings)
            {
                halvings++;
                learningRate /= 2;
                epochsWithoutProgress = 0;
                foreach (var group in optimizer.ParamGroups)
                {
                    group.LearningRate = learningRate;
                }
            }
        }

        return new TrainingEnd(recipe.MaximumEpochs, learningRate);
    }

    public static Score Evaluate(Network network, LabelledImages data)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        network.eval();

        var lossSum = 0.0;
        var correct = 0L;
        for (var start = 0L; start < data.Count; start += EvaluationBatch)
        {
            using var batchScope = NewDisposeScope();
            var length = Math.Min(EvaluationBatch, data.Count - start);
            var labels = data.Labels.narrow(0, start, length);
            var scores = network.forward(data.Images.narrow(0, start, length));
            lossSum += functional.cross_entropy(scores, labels, reduction: Reduction.Sum).ToDouble();
            correct += scores.argmax(1).eq(labels).sum().ToInt64();
        }

        return new Score(lossSum / data.Count, (double)correct / data.Count);
    }

    private static double RunEpoch(
        Network network, optim.Optimizer optimizer, LabelledImages data, long[] order, int batchSize)
    {
        using var scope = NewDisposeScope();

        // One gather for the epoch: the batches are then views, which matters at batch size 8.
        var indices = tensor(order);
        var images = data.Images.index_select(0, indices);
        var labels = data.Labels.index_select(0, indices);

        var lossSum = 0.0;
        for (var start = 0L; start < data.Count; start += batchSize)
        {
            using var batchScope = NewDisposeScope();
            var length = Math.Min(batchSize, data.Count - start);
            var scores = network.forward(images.narrow(0, start, length));
            var loss = functional.cross_entropy(scores, labels.narrow(0, start, length));

            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            lossSum += loss.ToDouble() * length;
        }

        return lossSum / data.Count;
    }
}
