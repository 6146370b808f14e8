using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Heavytail.Cli.Store;

/// <summary>Questions to the cache that change nothing in it, nor anywhere else.</summary>
internal static class CacheQuery
{
    /// <summary>What a question may do: no writing, no attaching of other files, no settings.</summary>
    private static readonly int[] s_allowed =
        [raw.SQLITE_SELECT, raw.SQLITE_READ, raw.SQLITE_FUNCTION, raw.SQLITE_RECURSIVE];

    private static readonly delegate_authorizer s_authorizer =
        static (_, action, _, _, _, _) => s_allowed.Contains(action) ? raw.SQLITE_OK : raw.SQLITE_DENY;

    /// <summary>The answer to a question; a cache that is not there is an empty one.</summary>
    /// <param name="location">Where the cache is.</param>
    /// <param name="query">The question, in SQL.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CacheException">The cache cannot be used.</exception>
    /// <exception cref="SqliteException">The question is none, or asks for more than reading.</exception>
    public static Sheet Ask(CacheLocation location, string query, CancellationToken cancellation)
    {
        using var connection = CacheConnection.OpenToRead(location) ?? CacheConnection.OpenEmpty();
        raw.sqlite3_set_authorizer(connection.Handle, s_authorizer, null);
        using var stop = cancellation.Register(() => raw.sqlite3_interrupt(connection.Handle));
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            object?[] row = new object?[names.Length];
            for (int k = 0; k < row.Length; k++)
            {
                row[k] = reader.IsDBNull(k) ? null : reader.GetValue(k);
            }

            rows.Add(row);
        }

        ColumnKind[] kinds = [.. names.Select((_, k) => KindOf(rows.Select(row => row[k])))];
        return new Sheet(
            [.. names.Zip(kinds, (name, kind) => new SheetColumn(name, kind))],
            [.. rows.Select(row => row.Zip(kinds, CellOf).ToArray())]);
    }

    private static ColumnKind KindOf(IEnumerable<object?> values)
    {
        object[] known = [.. values.OfType<object>()];
        return known.Length == 0 || known.Any(value => value is not (long or double)) ? ColumnKind.Text
            : known.All(value => value is long) ? ColumnKind.Count
            : ColumnKind.Real;
    }

    private static Cell CellOf(object? value, ColumnKind kind) => (value, kind) switch
    {
        (null, _) => default,
        (long whole, ColumnKind.Real) => (double)whole,
        (long whole, ColumnKind.Text) => ((Cell)whole).Exact,
        (double real, ColumnKind.Text) => ((Cell)real).Exact,
        (long whole, _) => whole,
        (double real, _) => real,
        (byte[] bytes, _) => Convert.ToHexStringLower(bytes),
        _ => value.ToString(),
    };
}
