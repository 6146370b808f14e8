using System.Text;
using Heavytail.Metrics;
using Heavytail.Reports;

namespace Heavytail.Tests.Metrics;

/// <summary>Builds <c>docs/metrics.md</c> from the catalog.</summary>
internal static class MetricsPage
{
    private const string Head = """
        # Metrics

        Every column of a report, then every count of a model's summary. `heavytail explain NAME` prints the same.

        λ are the eigenvalues of WᵀW, squared singular values, not divided by N, of all slices of a layer; s = √λ; x are
        eigenvalues in ascending order. A *slice* is the out × in matrix of one place of a convolution's kernel; a dense
        layer has one. log is log10 where nothing else is said. *Compat* is what `--compat weightwatcher` does otherwise:
        it reproduces WeightWatcher 0.7.5.5 with its quirks. *nature2021, sdm2020* is what the historical conventions do
        otherwise: see [`convention`](#convention).

        A model's summary has the mean over layers of `alpha`, `alpha_weighted`, `log_alpha_norm`, `log_norm`,
        `log_spectral_norm`, `stable_rank`, `D` and `entropy`: values that are missing or infinite do not enter it. In the
        historical conventions it is the mean over slices.

        | name | what it is |
        | :--- | :--- |

        """;

    public static string Build()
    {
        var page = new StringBuilder(Head);
        foreach (var metric in MetricCatalog.All)
        {
            page.Append($"| [`{metric.Name}`](#{Anchor(metric)}) | {MarkdownWriter.Escape(metric.Title)} |\n");
        }

        foreach (var metric in MetricCatalog.All)
        {
            page.Append($"\n## {metric.Name}\n\n")
                .Append($"{MarkdownWriter.Escape(metric.Definition)}\n\n")
                .Append($"- **Formula**: {MarkdownWriter.Escape(metric.Formula)}\n")
                .Append(metric.Conventions is null ? "" : $"- **nature2021, sdm2020**: {MarkdownWriter.Escape(metric.Conventions)}\n")
                .Append($"- **Reading**: {MarkdownWriter.Escape(metric.Reading)}\n")
                .Append($"- **Source**: {MarkdownWriter.Escape(metric.Source)}\n");
        }

        return page.ToString();
    }

    /// <summary>The anchor that GitHub gives a heading: in lower case.</summary>
    private static string Anchor(Metric metric) =>
        string.Create(metric.Name.Length, metric.Name, (span, name) => name.AsSpan().ToLowerInvariant(span));
}
