using System.CommandLine;
using System.Globalization;
using Heavytail.Cli.Output;
using Heavytail.Cli.Store;

namespace Heavytail.Cli.Commands.Cache;

/// <summary><c>heavytail cache list</c>: what is kept, the last used first.</summary>
internal static class CacheList
{
    private const string Query = """
        SELECT model, layer, matrices, rows, columns, slices, method, precision, generation, eigenvalues, rank,
            lambda_max, bytes, strftime('%Y-%m-%dT%H:%M:%SZ', used, 'unixepoch') AS used, key
        FROM spectra ORDER BY spectra.used DESC, model, layer, matrices, key
        """;

    private static readonly ShownColumn[] s_columns =
    [
        new("model", 1) { ShortenTo = TextColumn.ModelName, StaysDistinct = true },
        new("layer", 0) { ShortenTo = TextColumn.LayerName, StaysDistinct = true },
        new("matrices", 3), new("rows", 2), new("columns", 2), new("slices", 4), new("method", 5),
        new("precision", 6), new("bytes", 3), new("used", 4),
    ];

    public static Command Create(Shell shell) => CacheCommand.Over(
        shell,
        new Command("list", "List the spectra that are kept, the last used first; -f csv has every column"),
        (_, location, session) =>
        {
            var sheet = CacheErrors.Guard(() => CacheQuery.Ask(location, Query, shell.Cancellation));
            return session.Publish(
                new SheetDocument("spectra", sheet), terminal => Write(sheet, location, terminal));
        });

    private static void Write(Sheet sheet, CacheLocation location, Terminal terminal)
    {
        if (sheet.Rows.Count > 0)
        {
            SheetTable.From(sheet, s_columns).Write(terminal, fit: true);
            terminal.WriteLine();
        }

        string spectra = CacheCommand.Spectra(sheet.Rows.Count);
        string size = location.File is { } file ? $", {CacheCommand.Size(CacheClearing.BytesOf(file))}" : "";
        terminal.WriteLine($" {spectra}{size}, {Printable.Text(CacheCommand.Place(location))}");
        if (sheet.Rows.Count == 0 && location.File is not null)
        {
            terminal.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $" not kept: models that decompose within {ExecutionOptions.LeastStoredSeconds} s"));
        }
    }
}
