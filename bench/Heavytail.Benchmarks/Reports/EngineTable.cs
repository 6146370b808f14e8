
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
        (string, ColumnKind)[] columns =
        [
            ("weights", ColumnKind.Text),
            .. stages.Select(stage => (stage, ColumnKind.Real)),
            ("total", ColumnKind.Real),
            ("total / T", ColumnKind.Real),
            ("CPU", ColumnKind.Real),
            .. compares ? [($"{Plural.Threads(results.Threads[0])} / this", ColumnKind.Real)] : Array.Empty<(string, ColumnKind)>(),
        ];
        MarkdownTable.Write(columns, results.Sizes.Select(Row), output);

        IEnumerable<object?> Row(MatrixSize size)
        {
            var ours = results.Ours(size, threads);
            yield return size.ToString();
            foreach (string stage in stages)
            {
                yield return Cell.From(ours.Find(stage));
            }

            yield return Cell.From(ours.Find(Stage.Total));
            yield return Cell.Ratio(ours.Milliseconds / results.Bound(size, threads));
            yield return Cell.Percent(ours.Cpu);
            if (compares)
            {
                yield return Cell.Ratio(results.Ours(size, results.Threads[0]).Milliseconds / ours.Milliseconds);
            }
        }
    }
}
