namespace Heavytail.Comparison.Rankings;

/// <summary>How far the votes agree on whole models, and what chance there is of the lead of the first one.</summary>
/// <param name="Agreement">Kendall's W of the votes, scale included; null where there is none.</param>
/// <param name="P">The p of the lead; null where layers cannot be compared one by one.</param>
/// <param name="Rivals">The number of other models with as many layers.</param>
internal sealed record Lead(double? Agreement, double? P, int Rivals)
{
    /// <summary>Measures the lead over the models without layers left out, if there are any.</summary>
    /// <param name="models">The models, in the order given.</param>
    /// <param name="metrics">The metrics that vote.</param>
    /// <param name="ranks">For each metric the ranks of the models.</param>
    /// <param name="first">Index of the first model.</param>
    /// <param name="seed">Seed of the random orders.</param>
    /// <param name="cancellation">Ends the draws.</param>
    public static Lead Of(
        IReadOnlyList<ModelAnalysis> models,
        IReadOnlyList<string> metrics,
        double[][] ranks,
        int first,
        int seed,
        CancellationToken cancellation)
    {
        bool isWhole = LeftOutNotes.IsWhole(models[first]);
        int[] alike = [.. Enumerable.Range(0, models.Count).Where(i => LeftOutNotes.IsWhole(models[i]) == isWhole)];
        if (alike.Length < 2)
        {
            return new(null, null, 0);
        }

        var layers = LayerValues.From([.. alike.Select(i => models[i])], metrics);
        return new(
            layers.Votes.Agreement([.. ranks.Select(values => alike.Select(i => values[i]).ToArray())]),
            LayerLead.PValue(layers, Array.IndexOf(alike, first), seed, cancellation),
            alike.Length - 1);
    }
}
