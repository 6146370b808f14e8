using System.Globalization;

namespace Heavytail.Samples.Train;

/// <summary>The command line. Every default is the value the shipped files were made with.</summary>
internal sealed record Options
{
    public const string Usage =
        "Train [--data DIR] [--out DIR] [--batches N,N,...] [--seed N] [--learning-rate X] [--target-loss X] [--patience N] [--max-epochs N]";

    public string Data { get; private init; } = "/usr/share/datasets/fashion-mnist";

    public string Out { get; private init; } = "fashion-mnist";

    public IReadOnlyList<int> BatchSizes { get; private init; } = [8, 16, 32, 64, 128, 256, 512, 1024];

    public Recipe Recipe { get; private init; } =
        new(Seed: 1, LearningRate: 0.01, TargetLoss: 0.02, Patience: 2, MaximumEpochs: 400);

    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count)
            {
                throw new ArgumentException($"'{arguments[i]}' needs a value.");
            }

            options = options.With(arguments[i], arguments[i + 1]);
        }

        return options;
    }

    private Options With(string name, string value) => name switch
    {
        "--data" => this with { Data = value },
        "--out" => this with { Out = value },
        "--batches" => this with { BatchSizes = [.. value.Split(',').Select(Integer)] },
        "--seed" => this with { Recipe = Recipe with { Seed = Integer(value) } },
        "--learning-rate" => this with { Recipe = Recipe with { LearningRate = Number(value) } },
        "--target-loss" => this with { Recipe = Recipe with { TargetLoss = Number(value) } },
        "--patience" => this with { Recipe = Recipe with { Patience = Integer(value) } },
        "--max-epochs" => this with { Recipe = Recipe with { MaximumEpochs = Integer(value) } },
        _ => throw new ArgumentException($"Unknown option '{name}'."),
    };

    private static int Integer(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new ArgumentException($"'{text}' is not a positive whole number.");

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new ArgumentException($"'{text}' is not a positive number.");
}
