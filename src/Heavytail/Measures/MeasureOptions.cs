
namespace Heavytail;

/// <summary>What is measured beside the metrics of the convention.</summary>
public sealed record MeasureOptions
{
    /// <summary>The measures of every analysis, unless <see cref="List"/> leaves them out.</summary>
    public static IReadOnlyList<IMeasure> Default => MeasureCatalog.Default;

    /// <summary>The measures, in the order in which they run.</summary>
    public IReadOnlyList<IMeasure> List { get; init; } = Default;

    /// <summary>The seed of every draw: see <see cref="MeasureInput.Random"/>.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>The built-in metrics and those of the measures.</summary>
    /// <exception cref="ArgumentException">
    /// Two measures, or two metrics, have one name, or a metric has the name of a column.
    /// </exception>
    internal MetricTable Table()
    {
        ArgumentNullException.ThrowIfNull(List);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var measure in List)
        {
            ArgumentNullException.ThrowIfNull(measure);
            ArgumentException.ThrowIfNullOrWhiteSpace(measure.Name);
            ArgumentNullException.ThrowIfNull(measure.Metrics);
            if (!names.Add(measure.Name))
            {
                throw new ArgumentException($"two measures are named `{measure.Name}`");
            }

            foreach (var metric in measure.Metrics)
            {
                if (!owners.TryAdd(metric.Name, measure.Name))
                {
                    throw new ArgumentException(
                        $"measures `{owners[metric.Name]}` and `{measure.Name}` both add metric `{metric.Name}`");
                }
            }
        }

        return MetricTable.BuiltIn.With(List.SelectMany(measure => measure.Metrics));
    }
}
