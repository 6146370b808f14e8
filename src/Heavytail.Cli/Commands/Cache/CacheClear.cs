using System.CommandLine;
using Heavytail.Cli.Output;
using Heavytail.Cli.Store;

namespace Heavytail.Cli.Commands.Cache;

/// <summary><c>heavytail cache clear</c>: removes every spectrum, and damaged files that were set aside.</summary>
internal static class CacheClear
{
    public static Command Create(Shell shell) => CacheCommand.Over(
        shell,
        new Command("clear", "Remove every spectrum, and damaged files that were set aside"),
        (_, location, session) =>
        {
            var cleared = CacheClearing.Run(location);
            var sheet = new Sheet(
                [
                    new SheetColumn("spectra", ColumnKind.Count), new SheetColumn("bytes", ColumnKind.Count),
                    new SheetColumn("file", ColumnKind.Text),
                ],
                [[cleared.Spectra, cleared.Bytes, location.File]]);
            return session.Publish(new SheetDocument("removed", sheet), terminal => Write(cleared, location, terminal));
        });

    private static void Write(CacheClearing cleared, CacheLocation location, Terminal terminal) => terminal.WriteLine(
        $"removed {CacheCommand.Spectra(cleared.Spectra)}, {CacheCommand.Size(cleared.Bytes)}: "
            + Printable.Text(CacheCommand.Place(location)));
}
