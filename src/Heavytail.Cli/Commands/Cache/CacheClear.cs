using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;
using Heavytail.Cli.Store;

namespace Heavytail.Cli.Commands.Cache;

/// <summary><c>heavytail cache clear</c>: removes spectra, and damaged files that were set aside.</summary>
internal static class CacheClear
{
    public static Command Create(Shell shell)
    {
        var olderThan = AgeOption.Create("--older-than", "Only what was last used longer ago, such as 30d or 12h");
        var command = new Command("clear", "Remove every spectrum, and damaged files that were set aside");
        command.Options.Add(olderThan);
        return CacheCommand.Over(shell, command, (parsed, location, session) =>
        {
            var cleared = CacheClearing.Run(location, parsed.GetValue(olderThan));
            var sheet = new Sheet(
                [
                    new SheetColumn("spectra", ColumnKind.Count), new SheetColumn("bytes", ColumnKind.Count),
                    new SheetColumn("file", ColumnKind.Text),
                ],
                [[cleared.Spectra, cleared.Bytes, location.File]]);
            return session.Publish(new SheetDocument("removed", sheet), terminal => Write(cleared, location, terminal));
        });
    }

    private static void Write(CacheClearing cleared, CacheLocation location, Terminal terminal)
    {
        var (what, place) = cleared.Spectra is { } count
            ? (CacheCommand.Spectra(count), CacheCommand.Place(location))
            : ("the file", $"`{location.File}`");
        terminal.WriteLine($"removed {what}, {CacheCommand.Size(cleared.Bytes)}: {Printable.Text(place)}");
    }
}
