using Heavytail.Statistics;

namespace Heavytail.Comparison.Rankings;

/// <summary>The metrics of every layer of every model, for means over any choice of layers.</summary>
internal sealed class LayerValues
{
    private readonly double?[][][] _values; // [metric][model][layer]

    private readonly int[] _whole;

    private readonly int[] _others;

    private LayerValues(IReadOnlyList<string> metrics, double?[][][] values, IReadOnlyList<ModelAnalysis> models)
    {
        Metrics = metrics;
        SameLayers = Comparability.SameLayers(models);
        Votes = Votes.Of(metrics, models.Count > 0 ? models[0].Options.Metrics : MetricTable.BuiltIn, SameLayers);
        Copies = Copies.Among(models);
        int[] whole = [.. Enumerable.Range(0, models.Count).Where(i => LeftOutNotes.IsWhole(models[i]))];
        _whole = whole.Length > 0 ? whole : [.. Enumerable.Range(0, models.Count)];
        _others = [.. Enumerable.Range(0, models.Count).Except(_whole)];
        AllRows = [.. values[0].Select(layers => Enumerable.Range(0, layers.Length).ToArray())];
        OwnMeans = Means(values, AllRows);
        _values = [.. values.Select((own, m) => own.Select((_, model) =>
            m < metrics.Count ? own[Copies.RanksAs(model, Votes.IsScale[m])] : own[model]).ToArray())];
    }

    /// <summary>The metrics that every model has a mean of.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>Whether the models have the same layers one by one.</summary>
    public bool SameLayers { get; }

    /// <summary>The votes of the metrics.</summary>
    public Votes Votes { get; }

    /// <summary>The models that are others but for scale. They rank by the values of their originals.</summary>
    public Copies Copies { get; }

    /// <summary>The mean of each metric [metric][model] over all layers, of copies too their own.</summary>
    public double[][] OwnMeans { get; }

    /// <summary>Every layer of each model once.</summary>
    public int[][] AllRows { get; }

    public static LayerValues From(IReadOnlyList<ModelAnalysis> models, IReadOnlyList<string> metrics)
    {
        metrics = [.. metrics.Distinct()];
        string[] known = Known(models);
        string? unknown = metrics.FirstOrDefault(metric => !known.Contains(metric));
        if (unknown is not null)
        {
            throw Unknown(unknown, known);
        }

        double?[][][] values = [.. metrics.Select(metric => models.Select(model =>
            model.Layers.Select(layer => Finite(layer[metric])).ToArray()).ToArray())];
        int[] complete = [.. Enumerable.Range(0, metrics.Count)
            .Where(m => values[m].All(model => model.Any(value => value is not null)))];
        return new LayerValues(
            [.. complete.Select(m => metrics[m])],
            complete.Length == 0
                ? [[.. models.Select(_ => Array.Empty<double?>())]]
                : [.. complete.Select(m => values[m])],
            models);
    }

    /// <summary>Whether every model has a mean to be ranked by, but for those with layers left out.</summary>
    public bool HasRanks(double[] means) => _whole.All(i => double.IsFinite(means[i]));

    /// <summary>Ranks of the models by their means; those with layers left out are behind all whole ones.</summary>
    public double[] Ranks(double[] means)
    {
        double[] ranks = new double[means.Length];
        int before = 0;
        foreach (int[] group in new[] { _whole, _others })
        {
            double[] inGroup = group.Length == 0
                ? []
                : MidRanks.Compute([.. group.Select(i => Orderable(means[i]))], ModelRanking.Tie);
            for (int k = 0; k < group.Length; k++)
            {
                ranks[group[k]] = before + inGroup[k];
            }

            before += group.Length;
        }

        return ranks;
    }

    /// <summary>
    /// The mean of each metric [metric][model] over chosen layers; NaN where none of them has a value.
    /// </summary>
    public double[][] Means(int[][] rows) => Means(_values, rows);

    /// <summary>
    /// For each layer of models that have the same ones, the mean over votes of the rank of each model; a metric that
    /// some model lacks there has no say, and a layer without any vote is left out.
    /// </summary>
    public double[][] LayerRanks() =>
        [.. AllRows[0].Select(layer => Votes.Consensus(RanksIn(layer))).OfType<double[]>()];

    private double[]?[] RanksIn(int layer) =>
    [
        .. _values.Take(Metrics.Count)
            .Select(models => models.Select(layers => layers[layer]).OfType<double>().ToArray())
            .Select(values => values.Length < AllRows.Length ? null : MidRanks.Compute(values, ModelRanking.Tie)),
    ];

    /// <summary>The metrics that rank, those of measures that every model was analyzed with included.</summary>
    private static string[] Known(IReadOnlyList<ModelAnalysis> models)
    {
        var tables = models.Select(model => model.Options.Metrics).ToArray();
        var first = tables.Length > 0 ? tables[0] : MetricTable.BuiltIn;
        return
        [
            .. first.Trends.Concat(first.All.Where(metric => metric.TrendOrder == 0)).Where(metric => metric.Ranks)
                .Select(metric => metric.Name)
                .Where(name => tables.All(table => table.Contains(name))),
        ];
    }

    /// <summary>Suggests the closest names, or all of the few there are.</summary>
    private static UnknownNameException Unknown(string name, string[] known)
    {
        var close = Spelling.Closest(name, known);
        return new UnknownNameException(name, close.Count > 0 ? close : known, "metric that ranks");
    }

    private double[][] Means(double?[][][] values, int[][] rows) =>
    [
        .. values.Take(Metrics.Count)
            .Select(models => models.Select((layers, model) => Mean(layers, rows[model])).ToArray()),
    ];

    private static double Mean(double?[] layers, int[] rows)
    {
        double sum = 0;
        int count = 0;
        foreach (int row in rows)
        {
            if (layers[row] is double value)
            {
                sum += value;
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    private static double Orderable(double mean) => double.IsFinite(mean) ? mean : double.MaxValue;

    private static double? Finite(double? value) => value is double number && double.IsFinite(number) ? number : null;
}
