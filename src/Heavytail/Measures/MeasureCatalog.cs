using Heavytail.Measures;

namespace Heavytail;

/// <summary>The measures of this library, by the names under which they are asked for.</summary>
public static class MeasureCatalog
{
    /// <summary>Asks for every measure.</summary>
    public const string AllName = "all";

    /// <summary>Every measure, in the order in which they run: a later one may use the metrics of earlier ones.</summary>
    public static IReadOnlyList<IMeasure> All { get; } = [new KurtosisMeasure(), new BulkMeasure(), new IntervalMeasure(), new ErgMeasure(), new PhaseMeasure()];

    /// <summary>The measures of every analysis.</summary>
    public static IReadOnlyList<IMeasure> Default { get; } = [.. All.Where(measure => measure is KurtosisMeasure or BulkMeasure or IntervalMeasure)];

    /// <summary>The metrics of an analysis with every measure.</summary>
    public static MetricTable Metrics { get; } = new MeasureOptions { List = All }.Table();

    /// <summary>The measures of every analysis and further ones.</summary>
    /// <param name="names">The names of the further ones; <c>all</c> for every measure.</param>
    /// <returns>Each measure once, in the order of <see cref="All"/>.</returns>
    /// <exception cref="UnknownNameException">There is no such measure.</exception>
    public static IReadOnlyList<IMeasure> DefaultAnd(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var asked = names.ToHashSet(StringComparer.Ordinal);
        bool isAll = asked.Remove(AllName);
        foreach (string name in asked)
        {
            if (!All.Any(measure => measure.Name == name))
            {
                throw UnknownNameException.From(name, [.. All.Select(known => known.Name), AllName], "measure");
            }
        }

        return [.. All.Where(measure => isAll || Default.Contains(measure) || asked.Contains(measure.Name))];
    }

    /// <summary>The measure that adds a metric; null where none of this library does.</summary>
    /// <param name="metric">The name of the metric.</param>
    public static IMeasure? Owner(string metric) =>
        All.FirstOrDefault(measure => measure.Metrics.Any(added => added.Name == metric));
}
