using System.Text;
using Heavytail.Reports;

namespace Heavytail.Tests.Metrics;

/// <summary>Builds <c>docs/metrics.md</c> from the catalog.</summary>
internal static class MetricsPage
{
    private const string Head = """
        # Metrics

        Every column of a report, then every count of a model's summary. `heavytail explain NAME` prints the same.

        λ are the eigenvalues of WᵀW, not divided by N, of all slices of a layer; s = √λ are the singular values; x are
        eigenvalues in ascending order. A *slice* is the out × in matrix at one position of a convolution's kernel; a
        dense layer has one. log is log10 unless noted otherwise. *Compat* marks what differs with `--compat
        weightwatcher`, which reproduces WeightWatcher 0.7.5.5 with its quirks. *nature2021, sdm2020* marks what differs
        in the historical conventions: see [`convention`](#convention).

        """;

    private const string AfterMeans = """
        without missing and infinite values. In the historical conventions they are means over slices.

        | name | what it is |
        | :--- | :--- |

        """;

    /// <summary>Columns that identify a row. Their definition says all, so they share a section.</summary>
    private static readonly string[] s_identification = ["model", "layer_id", "name", "longname", "dtype", "shape"];

    public static string Build()
    {
        string[] means = [.. MetricTable.BuiltIn.Means.Select(metric => $"`{metric.Name}`")];
        means[^1] = "and " + means[^1];
        var page = new StringBuilder(Head)
            .Append("\nA model's summary has the means over layers of\n")
            .Append(string.Join(",\n", means.Chunk(5).Select(line => string.Join(", ", line))))
            .Append(",\n")
            .Append(AfterMeans);
        foreach (var metric in MetricCatalog.All)
        {
            string anchor = IsIdentification(metric) ? "identification" : Anchor(metric);
            page.Append($"| [`{metric.Name}`](#{anchor}) | {MarkdownWriter.Escape(metric.Title)} |\n");
        }

        page.Append("\n## Identification\n\n");
        foreach (var metric in MetricCatalog.All.Where(IsIdentification))
        {
            page.Append($"- `{metric.Name}`: {MarkdownWriter.Escape(metric.Definition)}\n");
        }

        foreach (var metric in MetricCatalog.All.Where(metric => !IsIdentification(metric)))
        {
            page.Append($"\n## {metric.Name}\n\n")
                .Append($"{MarkdownWriter.Escape(metric.Definition)}\n\n")
                .Append($"- **Formula**: {MarkdownWriter.Escape(metric.Formula)}\n")
                .Append(Conventions(metric))
                .Append($"- **Interpretation**: {MarkdownWriter.Escape(metric.Reading)}\n")
                .Append($"- **Source**: {MarkdownWriter.Escape(metric.Source)}\n");
        }

        return page.ToString();
    }

    private static bool IsIdentification(MetricText metric) => s_identification.Contains(metric.Name);

    private static string Conventions(MetricText metric) => metric.Conventions is null
        ? ""
        : $"- **nature2021, sdm2020**: {MarkdownWriter.Escape(metric.Conventions)}\n";

    /// <summary>The anchor that GitHub gives a heading: in lower case.</summary>
    private static string Anchor(MetricText metric) =>
        string.Create(metric.Name.Length, metric.Name, (span, name) => name.AsSpan().ToLowerInvariant(span));
}
