using Heavytail.Reports;

namespace Heavytail;

/// <summary>The names that rules can compare: columns of layers, counts and means of models.</summary>
public static class GateMetrics
{
    /// <summary>What the name of a count or a mean of the model begins with.</summary>
    public const string ModelPrefix = "model.";

    /// <summary>Every name, columns of layers first.</summary>
    public static IReadOnlyList<string> Names => s_names.Value;

    private static readonly Lazy<string[]> s_names = new(() =>
    [
        .. LayerColumns.Known.Where(column => !column.IsOfModel).Select(column => column.Name),
        .. ModelRows.Sheet([]).Columns.Where(column => column.Kind != ColumnKind.Text)
            .Select(column => column.Name)
            .Concat(MeasureCatalog.Metrics.Means.Select(metric => metric.Name))
            .Distinct(StringComparer.Ordinal).Select(name => ModelPrefix + name),
    ]);

    /// <summary>Whether a name is that of a count or a mean of the model.</summary>
    public static bool IsOfModel(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(ModelPrefix, StringComparison.Ordinal);
    }

    /// <summary>Whether a metric has words for values, and not numbers.</summary>
    /// <exception cref="UnknownNameException">There is no such metric.</exception>
    public static bool HasWords(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Names.Contains(name))
        {
            throw UnknownNameException.From(name, Names, "metric");
        }

        return LayerColumns.Known.Any(column => column.Name == name && column.Kind == ColumnKind.Text);
    }

    /// <summary>The words that a metric can have; empty where they are not known beforehand.</summary>
    internal static IReadOnlyList<string> WordsOf(string name) => name switch
    {
        "label" => [.. Enum.GetValues<LayerLabel>().Select(label => label.Word()).Where(word => word.Length > 0)],
        "warning" => [TrainingWarning.OverTrained.Word(), TrainingWarning.UnderTrained.Word()],
        "status" => [.. Enum.GetValues<LayerStatus>().Select(status => status.Word())],
        _ => MeasureCatalog.Metrics.All.FirstOrDefault(metric => metric.Name == name)?.Words ?? [],
    };
}
