using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;
using Heavytail.Cli.Store;
using Microsoft.Data.Sqlite;

namespace Heavytail.Cli.Commands.Cache;

/// <summary><c>heavytail cache sql</c>: a question to the cache, in SQL.</summary>
internal static class CacheSql
{
    private const string Tables =
        "the tables are `spectra` and `contents`; docs/cache.md lists their columns, and "
        + "`SELECT sql FROM sqlite_schema` shows them";

    public static Command Create(Shell shell)
    {
        var query = new Argument<string>("QUERY") { Description = "A SELECT on the tables `spectra` and `contents`" };
        query.RefuseOptions();
        var command = new Command("sql", "Ask the cache a question in SQL; nothing can be changed");
        command.Arguments.Add(query);
        return CacheCommand.Over(shell, command, (parsed, location, session) =>
        {
            var sheet = Ask(location, parsed.GetValue(query)!, shell.Cancellation);
            ShownColumn[] columns = [.. sheet.Columns.Select(column => new ShownColumn(column.Name, 0))];
            return session.Publish(
                new SheetDocument("rows", sheet),
                terminal => SheetTable.From(sheet, columns).Write(terminal, fit: false));
        });
    }

    private static Sheet Ask(CacheLocation location, string query, CancellationToken cancellation)
    {
        try
        {
            var sheet = CacheQuery.Ask(location, query, cancellation);
            string? twice = sheet.Columns.GroupBy(column => column.Name)
                .FirstOrDefault(group => group.Count() > 1)?.Key;
            return sheet.Columns.Count == 0
                ? throw new UsageException("`cache sql`: the query gives no columns", Tables)
                : twice is not null ? throw new UsageException(
                    $"`cache sql`: two columns are named `{twice}`", "name one of them with AS")
                : sheet;
        }
        catch (SqliteException e) when (!cancellation.IsCancellationRequested)
        {
            throw new UsageException($"`cache sql`: {CacheErrors.Text(e)}", Tables);
        }
    }
}
