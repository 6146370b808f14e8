using System.CommandLine;
using System.Globalization;
using Heavytail.Cli.Options;
using Heavytail.Cli.Store;

namespace Heavytail.Cli.Commands.Cache;

/// <summary><c>heavytail cache</c>: the spectra that are kept from one run to the next.</summary>
internal static class CacheCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("cache", "The spectra that are kept from one run to the next: list, check, clear");
        command.Subcommands.Add(CacheList.Create(shell));
        command.Subcommands.Add(CacheClear.Create(shell));
        command.Subcommands.Add(CacheVerify.Create(shell));
        command.Subcommands.Add(CacheSql.Create(shell));
        command.SetAction(int (_) => throw new UsageException(
            "`cache` needs a command of its own",
            $"try `{HeavytailTool.Name} cache list`, or `{HeavytailTool.Name} help cache`"));
        return command;
    }

    /// <summary>A command that looks at the cache and publishes what it finds.</summary>
    /// <param name="shell">What surrounds the tool.</param>
    /// <param name="command">The command.</param>
    /// <param name="run">The work, which returns the exit code.</param>
    public static Command Over(
        Shell shell, Command command, Func<ParseResult, CacheLocation, Session, int> run)
    {
        var cache = new CacheOption();
        var output = new OutputOptions();
        cache.AddTo(command);
        output.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
        {
            var location = cache.Location(parsed);
            try
            {
                return run(parsed, location, session);
            }
            catch (CacheException e)
            {
                throw Unusable(location, e);
            }
        });
        return command;
    }

    /// <summary>Where the cache is, for people.</summary>
    public static string Place(CacheLocation location) => location.File is { } file
        ? File.Exists(file) ? $"`{file}`" : $"`{file}`, which no run has made yet"
        : "no cache: none is asked for";

    /// <summary>A number of spectra, for people.</summary>
    public static string Spectra(long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "spectrum" : "spectra")}");

    /// <summary>A size, for people.</summary>
    public static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");

    private static UsageException Unusable(CacheLocation location, CacheException error) => new(
        $"the cache `{location.File}` cannot be used: {error.Message}", error.Hint);
}
