using Heavytail.Conventions;
using System.Globalization;
using Heavytail.Layers;
using Heavytail.Metrics;

namespace Heavytail.Reports;

/// <summary>What the Markdown forms have in common.</summary>
internal static class MarkdownParts
{
    public static void WriteHeading(string path, TextWriter destination) =>
        destination.Write($"### {MarkdownTable.Escape(path)}\n\n");

    public static void WriteErrors(IReadOnlyList<ReportError> errors, TextWriter destination)
    {
        if (errors.Count == 0)
        {
            return;
        }

        destination.Write("### Errors\n\n");
        foreach (var error in errors)
        {
            string tensor = error.Tensor is null ? "" : $"{error.Tensor}: ";
            string hint = error.Hint is null ? "" : $" ({error.Hint})";
            destination.Write($"- {MarkdownTable.Escape($"{error.Path}: {tensor}{error.Message}{hint}")}\n");
        }

        destination.Write('\n');
    }

    /// <summary>A number with its noun: <c>1 layer</c>, <c>2 layers</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A historical convention after a comma; today's goes without saying where there are no numbers yet.</summary>
    public static string Historical(Convention convention) =>
        convention.PoolsSlices ? "" : $", convention {convention.Name}, slice by slice";

    /// <summary>What the findings count: <c>20 layers</c>, or <c>172 slices of 20 layers</c>.</summary>
    public static string Counted(ModelSummary summary) => summary.Slices is int slices
        ? $"{Count(slices, "slice")} of {Count(summary.Layers, "layer")}"
        : Count(summary.Layers, "layer");

    /// <summary>The slices that are not fitted, and why.</summary>
    public static string TooSmall(ModelSummary summary) =>
        string.Create(CultureInfo.InvariantCulture, $"{summary.TooSmall} too small to fit (M < {HistoricalConvention.LeastM})");

    /// <summary>How often each reason occurs: <c> (12 not-a-matrix, 1 too-large)</c>; empty without reasons.</summary>
    public static string CountReasons(IEnumerable<SkipReason> reasons)
    {
        string[] counts =
        [
            .. reasons.GroupBy(reason => reason).OrderBy(group => group.Key).Select(group =>
                string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key.Word()}")),
        ];
        return counts.Length == 0 ? "" : $" ({string.Join(", ", counts)})";
    }
}
