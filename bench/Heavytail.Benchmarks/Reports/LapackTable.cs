using Heavytail.Benchmarks.Comparison;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Reports;

/// <summary>LAPACK's times: a row for each size and kernel set of OpenBLAS.</summary>
internal static class LapackTable
{
    public static void Write(ResultTable results, int threads, TextWriter output)
    {
        SheetColumn[] columns =
        [
            new("weights", ColumnKind.Text),
            new("kernels", ColumnKind.Text),
            new("dgemm GFLOP/s", ColumnKind.Real),
            new("dsyrk", ColumnKind.Real),
            .. SymmetricDriver.Names.Select(name => new SheetColumn(name, ColumnKind.Real)),
            new("dsyrk + faster", ColumnKind.Real),
            new("/ ours", ColumnKind.Real),
            new("CPU", ColumnKind.Real),
            new("Δλ / λ_max", ColumnKind.Real),
        ];
        var rows = results.Sizes.SelectMany(size =>
            results.Entrants(size, threads).Select(peer => Row(peer, results.Ours(size, threads))));
        MarkdownWriter.WriteTable(columns, rows, output);
    }

    private static IEnumerable<string> Row(Result peer, Result ours) => peer.Failure is string failure
        ? [peer.Size.ToString(), $"{Kernels(peer)}: {failure}", .. Enumerable.Repeat(FigureText.Empty, SymmetricDriver.Names.Count + 6)]
        : Times(peer, ours);

    private static string Kernels(Result peer) =>
        peer.Contender.IsDefaultOpenBlas ? $"{peer.Kernels} (default)" : peer.Kernels;

    private static IEnumerable<string> Times(Result peer, Result ours) =>
    [
        peer.Size.ToString(),
        Kernels(peer),
        FigureText.Gigaflops(peer.BestGemm),
        FigureText.From(peer.Find(Stage.Gram)),
        .. SymmetricDriver.Names.Select(name => FigureText.From(peer.Find(name))),
        FigureText.Milliseconds(peer.Milliseconds),
        FigureText.Ratio(peer.Milliseconds / ours.Milliseconds),
        FigureText.Percent(peer.Cpu),
        FigureText.Error(peer.Deviation),
    ];
}
