using System.Globalization;

namespace Heavytail.Comparison.Published;

/// <summary>Where a model stands among others, metric by metric.</summary>
/// <param name="Among">The others.</param>
/// <param name="Metrics">The metrics that both have.</param>
public sealed record Placement(CorpusFamily Among, IReadOnlyList<MetricPercentile> Metrics)
{
    /// <summary>What the model is placed among, for people.</summary>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"percentiles among the {Among.Models} models of {Among.Name}");

    /// <summary>What keeps the numbers from meaning much, for people; null where nothing is known to.</summary>
    public string? Caution => this switch
    {
        { Metrics: [] } => "the corpus has none of these means",
        { Among.Family: null } =>
            $"{Among.Corpus.Families} families together, which are not comparable: name one, as in "
            + $"{Among.Corpus.Name}/{Among.Corpus.FamilyNames()[0]}",
        _ => null,
    };
}

/// <summary>Where a number stands among others.</summary>
/// <param name="Metric">What it is.</param>
/// <param name="Value">The number.</param>
/// <param name="Percentile">The share of the others that are smaller, in percent; equal ones count half.</param>
/// <param name="Count">How many others there are.</param>
/// <param name="Minimum">The least of them.</param>
/// <param name="Maximum">The largest of them.</param>
public sealed record MetricPercentile(
    string Metric, double Value, double Percentile, int Count, double Minimum, double Maximum);

/// <summary>Places numbers among those of a corpus.</summary>
public static class Percentiles
{
    /// <summary>The share of others that are smaller than a value, in percent; equal ones count half (mid-rank).</summary>
    public static double Compute(double value, IReadOnlyList<double> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        int smaller = others.Count(other => other < value);
        int equal = others.Count(other => other == value);
        return 100 * (smaller + (equal / 2.0)) / others.Count;
    }

    /// <summary>Places a model's means, those that are finite and that the corpus has too.</summary>
    /// <param name="means">The means, by the names of their columns.</param>
    /// <param name="convention">The convention that they follow, by its word.</param>
    /// <param name="among">The others.</param>
    /// <exception cref="ArgumentException">The conventions differ, so that the numbers have nothing to do with each
    /// other.</exception>
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
