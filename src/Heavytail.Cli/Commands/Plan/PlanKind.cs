using System.CommandLine;
using System.Globalization;

namespace Heavytail.Cli.Commands.Plan;

/// <summary>A kind of plan: its options, the score that it follows from, and the files that it writes.</summary>
internal abstract class PlanKind
{
    /// <summary>All kinds, in the order of help.</summary>
    public static IReadOnlyList<Func<PlanKind>> All { get; } =
    [
        () => new SparsityKind(), () => new LearningRateKind(), () => new WeightDecayKind(), () => new ExpertsKind(),
        () => new BitsKind(), () => new UnfreezeKind(), () => new RankKind(), () => new MergeKind(),
        () => new LayersKind(),
    ];

    /// <summary>Its word.</summary>
    public abstract string Name { get; }

    /// <summary>What it decides, for help.</summary>
    public abstract string Description { get; }

    /// <summary>The score of a layer where no other is asked for; empty where the method is the score.</summary>
    public abstract string Metric { get; }

    /// <summary>Whether it needs the variance of the weights.</summary>
    public virtual bool NeedsVariance => false;

    /// <summary>Its own options.</summary>
    public abstract IReadOnlyList<Option> Options { get; }

    /// <summary>The files for other tools: their names and extensions, the main one first.</summary>
    public abstract IReadOnlyList<(string Name, string Extension)> Files { get; }

    /// <summary>Adds its options to a command, and their completions.</summary>
    public virtual void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The layers with their scores.</summary>
    public virtual IReadOnlyList<PlanLayer> Scores(ParseResult parsed, ModelAnalysis model, string metric) =>
        PlanScores.From(model, metric);

    /// <summary>The plan.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="layers">The layers with their scores.</param>
    /// <param name="model">The name of the model, for configurations of other tools.</param>
    public abstract Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model);

    /// <summary>A real number from one limit to another, both included.</summary>
    protected static Option<double?> Number(
        string name, string description, double least, double most = 1e9) => new(name)
        {
            Description = description,
            HelpName = "X",
            CustomParser = result =>
            {
                string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                const NumberStyles Styles =
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
                if (double.TryParse(text, Styles, CultureInfo.InvariantCulture, out double value)
                    && value >= least && value <= most)
                {
                    return value;
                }

                string range = most < 1e9
                    ? string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}")
                    : string.Create(CultureInfo.InvariantCulture, $"of {least} or more");
                result.AddError($"`{name} {text}`: expected a number {range}");
                return null;
            },
        };
}
