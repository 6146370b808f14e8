namespace Heavytail.Cli.Commands.Explain;

/// <summary>Columns of the table of <c>--percentile</c>.</summary>
internal static class PercentileWords
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            "percentile",
            "share of published models with a smaller value",
            "Of the models of a corpus or of a family of it, the share in percent whose metric is smaller than that of "
                + "your model; models with the same value count half.",
            "Read it in the direction of the column better. Only networks of the same family, analyzed by the same "
                + "convention, can be compared."),
        new(
            "better",
            "the end where better models are expected",
            "lower, where the theory expects better models to have a smaller value; empty, where neither end is known "
                + "to be good. Headers of `trend` say which scores are better: higher or lower.",
            "The order holds within a family, not between families."),
        new(
            "value",
            "the metric of your model",
            "The mean of the metric over the layers of the model.",
            "Compare it with min and max: a value outside them is unlike every published model."),
        new(
            "min",
            "smallest published value",
            "The smallest value of the metric among the published models.",
            "See value."),
        new(
            "max",
            "largest published value",
            "The largest value of the metric among the published models.",
            "See value."),
        new(
            "corpus",
            "published metrics of many models",
            "Metrics and test scores of networks, from the tables of a paper: sdm2020, nature2021 and nature2021-osmr.",
            "`heavytail corpus list` lists them, and `heavytail trend --corpus NAME` shows their trends."),
    ];
}
