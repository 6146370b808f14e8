
using Heavytail.Benchmarks.Comparison;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Reports;

/// <summary>The few columns that README quotes.</summary>
internal static class SummaryTable
{
    public static void Write(ResultTable results, int threads, TextWriter output)
    {
        (string, ColumnKind)[] columns =
        [
            ("weights", ColumnKind.Text),
            ("ms", ColumnKind.Real),
            ("/ T", ColumnKind.Real),
            ("OpenBLAS as installed", ColumnKind.Real),
            ("OpenBLAS at its fastest", ColumnKind.Real),
        ];
        MarkdownTable.Write(columns, results.Sizes.Select(size => Row(results, size, threads)), output);
    }

    private static IEnumerable<object?> Row(ResultTable results, MatrixSize size, int threads)
    {
        var ours = results.Ours(size, threads);
        var peers = results.Peers(size, threads);
        return
        [
            size.ToString(),
            Cell.Milliseconds(ours.Milliseconds),
            Cell.Ratio(ours.Milliseconds / results.Bound(size, threads)),
            Times(peers.FirstOrDefault(peer => peer.Contender.IsDefaultOpenBlas)),
            Times(peers.MinBy(peer => peer.Milliseconds)),
        ];

        string Times(Result? peer) => peer is null
            ? Cell.Empty
            : $"{Cell.Ratio(peer.Milliseconds / ours.Milliseconds)} × ({peer.Kernels})";
    }
}
