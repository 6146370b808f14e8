namespace Heavytail.Cli.Commands.Explain;

/// <summary>What <c>explain</c> knows beside columns: a word of reports, or of what is written about them.</summary>
/// <param name="Name">The word, as reports spell it.</param>
/// <param name="Title">A title of a few words.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Advice">What one does about it.</param>
internal sealed record Topic(string Name, string Title, string Meaning, string Advice);

/// <summary>Topics of a kind, under a heading.</summary>
/// <param name="Kind">The kind of one of them.</param>
/// <param name="Heading">The heading of their list.</param>
/// <param name="All">The topics.</param>
internal sealed record TopicGroup(string Kind, string Heading, IReadOnlyList<Topic> All)
{
    /// <summary>Every group, in the order of lists.</summary>
    public static IReadOnlyList<TopicGroup> Groups { get; } =
    [
        new("label of a layer", "Labels of layers", Labels.All),
        new("phase of a layer", "Phases of training (column `phase`)", Phases.All),
        new("measure", "Measures (`--measure`)", MeasureWords.All),
        new("value of a column", "Values of columns (trap_cause, bulk, class_mu, best_tail …)", ValueWords.All),
        new("kind of matrices", "Matrices (`--matrices`, `--inverse`)", MatrixWords.All),
        new("status of a layer", "Statuses of layers (column `status`)", Statuses.All),
        new("reason for a skipped tensor", "Reasons for skipped tensors (`-v` lists them)", SkippedTensors.All),
        new("type of a layer", "Types of layers (column `layer_type`)", LayerTypes.All),
        new("convention", "Conventions (`--convention`)", Conventions.All),
        new("term", "Terms", Terms.All),
        new("word of trend", "Words of `trend`", TrendWords.All),
        new("word of rank", "Words of `rank`", RankWords.All),
        new("word of describe", "Words of `describe`", DescribeWords.All),
        new("word of --percentile", "Words of `--percentile`", PercentileWords.All),
    ];
}
