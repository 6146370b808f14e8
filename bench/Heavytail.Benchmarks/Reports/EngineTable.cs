using Heavytail.Benchmarks.Comparison;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Reports;

/// <summary>Our own times: a row a size, a column a stage.</summary>
internal static class EngineTable
{
    public static void Write(ResultTable results, int threads, TextWriter output)
    {
        var stages = results.Stages(threads);
        bool compares = threads != results.Threads[0];
        SheetColumn[] columns =
        [
            new("weights", ColumnKind.Text),
            .. stages.Select(stage => new SheetColumn(stage, ColumnKind.Real)),
            new("total", ColumnKind.Real),
            new("total / T", ColumnKind.Real),
            new("CPU", ColumnKind.Real),
            .. compares ? [new SheetColumn($"{Plural.Threads(results.Threads[0])} / this", ColumnKind.Real)] : Array.Empty<SheetColumn>(),
        ];
        MarkdownWriter.WriteTable(columns, results.Sizes.Select(Row), output);

        IEnumerable<string> Row(MatrixSize size)
        {
            var ours = results.Ours(size, threads);
            yield return size.ToString();
            foreach (string stage in stages)
            {
                yield return FigureText.From(ours.Find(stage));
            }

            yield return FigureText.From(ours.Find(Stage.Total));
            yield return FigureText.Ratio(ours.Milliseconds / results.Bound(size, threads));
            yield return FigureText.Percent(ours.Cpu);
            if (compares)
            {
                yield return FigureText.Ratio(results.Ours(size, results.Threads[0]).Milliseconds / ours.Milliseconds);
            }
        }
    }
}
