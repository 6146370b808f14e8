namespace Heavytail.Cli.Commands.Explain;

/// <summary>Words and columns of tables of <c>trend</c>; LOO R2, R2, tau and p are terms.</summary>
internal static class TrendWords
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            "score",
            "what is predicted",
            "The column with the test accuracy, error or loss of each model.",
            "`--score COLUMN` chooses it; the header says which scores are better."),
        new(
            "score_direction",
            "whether higher or lower scores are better",
            "Read from the words of the column's name: error and loss are better when lower.",
            "`--score-direction higher` or `lower` sets it."),
        new(
            "scope",
            "what a row is about",
            "family: the models of one; pooled and within: all models; mean and sd: the mean and the "
                + "standard deviation over families.",
            "Judge by the rows of families first."),
        new(
            "family",
            "models that may be compared",
            "Networks of one architecture, which differ in size or training.",
            "Metrics of different families mean nothing side by side."),
        new(
            "metric",
            "what the score is compared with",
            "A mean over the layers of a model, or a baseline: log10(parameters) or layers.",
            "`heavytail explain NAME` explains each metric."),
        new(
            "n",
            "number of models",
            "The models with both a score and the metric.",
            "Fewer than five models show no trend, whatever they look like: see p."),
        new(
            "missing",
            "models without the metric",
            "The models that are left out of the row, since they lack the metric.",
            "Where it is large, the rows of several metrics are about different models."),
        new(
            "slope",
            "score per unit of the metric",
            "The slope of the line of least squares.",
            "Its size depends on the unit of the metric; its sign should be that of tau."),
        new(
            "intercept",
            "score at metric 0",
            "Where the line of least squares meets a metric of 0.",
            "Nothing: 0 is mostly far from all models."),
        new(
            "RMSE",
            "error of the line",
            "The root of the mean squared distance between scores and line, √(Σe²/n), in the unit of the "
                + "score.",
            "Compare it with the error of one score: of 10,000 test images, about 0.3 points at 90 %."),
        new(
            "tau_p",
            "p of tau",
            "The p of Kendall's tau, from permutations of the models.",
            "See p."),
        new(
            "tau_p_min",
            "smallest p that n allows",
            "The p of a perfect order of so many models.",
            "Where it is above 0.05, more models are needed."),
        new(
            "rho",
            "Spearman's rank correlation",
            "The correlation of the ranks of models by metric and by score, from −1 to 1.",
            "Read it as tau, with its p beside it."),
        new(
            "rho_p",
            "p of rho",
            "The p of Spearman's rho, from permutations of the models; p(rho) in tables.",
            "See p."),
        new(
            "r|size",
            "correlation given size",
            "Pearson's correlation of metric and score after the part that log10(parameters) explains is "
                + "taken off both; partial_r in CSV.",
            "Near 0, the metric says no more than the size of the model."),
        new(
            "partial_p",
            "p of r|size",
            "Student's p of the correlation given size; p(r|size) in tables.",
            "See p."),
        new(
            "pooled",
            "all models as one family",
            "A trend through all models, whatever their families.",
            "Where its sign differs from that of within, it describes families, not models."),
        new(
            "within",
            "all models, family means taken off",
            "A trend through all models after the mean of each family is taken off score and metric.",
            "Trust it more than pooled."),
        new(
            "sign",
            "families with the sign of theory",
            "Of how many families tau has the sign that theory expects, be it by chance.",
            "The answer at the top counts the families whose trend is beyond chance."),
        new(
            "log_stable_rank",
            "logarithm of the stable rank",
            "The mean of log10 of the stable rank over layers: a published metric.",
            "`heavytail explain stable_rank` has the stable rank."),
    ];
}
