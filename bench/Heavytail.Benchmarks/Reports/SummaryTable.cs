using Heavytail.Benchmarks.Comparison;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Reports;

/// <summary>The few columns that README quotes.</summary>
internal static class SummaryTable
{
    public static void Write(ResultTable results, int threads, TextWriter output)
    {
        SheetColumn[] columns =
        [
            new("weights", ColumnKind.Text),
            new("ms", ColumnKind.Real),
            new("/ T", ColumnKind.Real),
            new("OpenBLAS as installed", ColumnKind.Real),
            new("OpenBLAS at its fastest", ColumnKind.Real),
        ];
        MarkdownWriter.WriteTable(columns, results.Sizes.Select(size => Row(results, size, threads)), output);
    }

    private static IEnumerable<string> Row(ResultTable results, MatrixSize size, int threads)
    {
        var ours = results.Ours(size, threads);
        var peers = results.Peers(size, threads);
        return
        [
            size.ToString(),
            FigureText.Milliseconds(ours.Milliseconds),
            FigureText.Ratio(ours.Milliseconds / results.Bound(size, threads)),
            Times(peers.FirstOrDefault(peer => peer.Contender.IsDefaultOpenBlas)),
            Times(peers.MinBy(peer => peer.Milliseconds)),
        ];

        string Times(Result? peer) => peer is null
            ? FigureText.Empty
            : $"{FigureText.Ratio(peer.Milliseconds / ours.Milliseconds)} × ({peer.Kernels})";
    }
}
