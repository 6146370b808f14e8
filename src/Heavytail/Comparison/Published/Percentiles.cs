using System.Globalization;

namespace Heavytail;

/// <summary>Where a model stands among others, metric by metric.</summary>
/// <param name="Among">The others.</param>
/// <param name="Metrics">The metrics that both have.</param>
public sealed record Placement(CorpusFamily Among, IReadOnlyList<MetricPercentile> Metrics)
{
    /// <summary>What the model is placed among, for people.</summary>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"percentiles among the {Among.Models} models of {Among.Name}");

    /// <summary>Which end of a percentile is good, for people.</summary>
    public static string Reading =>
        "The theory expects better models at the lower percentiles where the column better says lower; of other "
        + "metrics neither end is known to be good.";

    /// <summary>The number of layers of the model that could not be analyzed: its means leave them out.</summary>
    public int LeftOut { get; init; }

    /// <summary>What keeps the numbers from meaning much, for people; null where nothing is known to.</summary>
    public string? Caution => (Cause, LeftOut) switch
    {
        (null, 0) => null,
        ({ } cause, 0) => cause,
        var (cause, _) => string.Create(
            CultureInfo.InvariantCulture,
            $"the means leave out {LeftOut} layer{(LeftOut == 1 ? "" : "s")} that could not be analyzed")
            + (cause is null ? "" : $", {cause}"),
    };

    private string? Cause => this switch
    {
        { Metrics: [] } => "the corpus has none of these means",
        { Among.Family: null } =>
            $"{Among.Corpus.Families} families together, which are not comparable: name one, as in "
            + $"{Among.Corpus.Name}/{Among.Corpus.FamilyNames()[0]}",
        _ => null,
    };
}

/// <summary>The percentile of a value among others.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Value">Value of the model.</param>
/// <param name="Percentile">Share of smaller values, in percent; equal ones count half.</param>
/// <param name="Count">Number of other values.</param>
/// <param name="Minimum">Smallest of the others.</param>
/// <param name="Maximum">Largest of the others.</param>
public sealed record MetricPercentile(
    string Metric, double Value, double Percentile, int Count, double Minimum, double Maximum)
{
    /// <summary>
    /// Whether theory expects better models at the lower end; where it does not, neither end is known to be good.
    /// </summary>
    public bool SmallerIsBetter =>
        MetricTable.BuiltIn.Contains(Metric) && MetricTable.BuiltIn.Find(Metric).SmallerIsBetter;
}

/// <summary>Computes percentiles among the models of a corpus.</summary>
internal static class Percentiles
{
    /// <summary>The share of values smaller than this one, in percent; equal ones count half (mid-rank).</summary>
    public static double Compute(double value, IReadOnlyList<double> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        int smaller = others.Count(other => other < value);
        int equal = others.Count(other => other == value);
        return 100 * (smaller + (equal / 2.0)) / others.Count;
    }

    /// <summary>The percentiles of a model's finite means, where the corpus has the metric too.</summary>
    /// <param name="means">Means by name of the metric.</param>
    /// <param name="convention">Name of their convention.</param>
    /// <param name="among">Models to compare with.</param>
    /// <exception cref="ArgumentException">The conventions differ, so the values are not comparable.</exception>
    public static Placement Place(
        IEnumerable<(string Name, double? Value)> means, string convention, CorpusFamily among)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(among);
        if (convention != among.Corpus.Convention)
        {
            throw new ArgumentException(
                $"corpus `{among.Corpus.Name}` holds metrics by convention {among.Corpus.Convention}, not {convention}",
                nameof(convention));
        }

        var metrics = new List<MetricPercentile>();
        foreach ((string name, double? mean) in means)
        {
            double[] others = among.Values(name);
            if (mean is double value && double.IsFinite(value) && others.Length > 0)
            {
                metrics.Add(new MetricPercentile(
                    name, value, Compute(value, others), others.Length, others.Min(), others.Max()));
            }
        }

        return new Placement(among, metrics);
    }
}
