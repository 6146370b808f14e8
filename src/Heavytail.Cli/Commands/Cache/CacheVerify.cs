using System.CommandLine;
using Heavytail.Cli.Output;
using Heavytail.Cli.Store;

namespace Heavytail.Cli.Commands.Cache;

/// <summary><c>heavytail cache verify</c>: reads the whole file, and every spectrum in it.</summary>
internal static class CacheVerify
{
    public static Command Create(Shell shell) => CacheCommand.Over(
        shell,
        new Command("verify", "Check the file and every spectrum in it; exit code 2 where something is wrong"),
        (_, location, session) =>
        {
            var check = CacheCheck.Run(location, shell.Cancellation);
            var sheet = new Sheet(
                [
                    new SheetColumn("problem", ColumnKind.Text), new SheetColumn("model", ColumnKind.Text),
                    new SheetColumn("layer", ColumnKind.Text),
                ],
                [
                    .. check.Damages.Select(damage =>
                        (IReadOnlyList<Cell>)[damage.Problem, damage.Model, damage.Layer]),
                ]);
            return session.Publish(
                new SheetDocument("problems", sheet),
                terminal => Write(check, sheet, location, terminal),
                isComplete: check.Damages.Count == 0);
        });

    private static void Write(CacheCheck check, Sheet sheet, CacheLocation location, Terminal terminal)
    {
        if (check.Damages.Count > 0)
        {
            SheetTable.From(sheet, [new("problem", 0), new("model", 0), new("layer", 0)]).Write(terminal, fit: false);
            terminal.WriteLine();
        }

        string found = check.Damages.Count == 0 ? "no problem" : Phrases.Count(check.Damages.Count, "problem");
        terminal.WriteLine(
            $" {CacheCommand.Spectra(check.Spectra)} checked, {found}: "
                + Printable.Text(CacheCommand.Place(location)));
    }
}
