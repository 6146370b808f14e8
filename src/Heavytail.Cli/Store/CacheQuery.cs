using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Heavytail.Cli.Store;

/// <summary>Questions to the cache that change nothing in it, nor anywhere else.</summary>
internal static class CacheQuery
{
    /// <summary>What a question may do: no writing, no attaching of other files, no settings.</summary>
    private static readonly int[] s_allowed =
        [raw.SQLITE_SELECT, raw.SQLITE_READ, raw.SQLITE_FUNCTION, raw.SQLITE_RECURSIVE];

    /// <summary>Pragmas that describe the tables, with an argument or without.</summary>
    private static readonly string[] s_describing =
    [
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
        "foreign_key_check", "integrity_check", "quick_check", "collation_list", "function_list",
    ];

    /// <summary>Pragmas that change something where they have an argument.</summary>
    private static readonly string[] s_numbers =
    [
        "application_id", "user_version", "schema_version", "page_count", "page_size", "freelist_count", "encoding",
        "auto_vacuum", "data_version",
    ];

    private static readonly delegate_authorizer s_authorizer = static (_, action, name, argument, _, _) =>
        s_allowed.Contains(action) || (action == raw.SQLITE_PRAGMA && Reads(name, argument))
            ? raw.SQLITE_OK : raw.SQLITE_DENY;

    /// <summary>The answer to a question; a cache that is not there is an empty one.</summary>
    /// <param name="location">Where the cache is.</param>
    /// <param name="query">The question, in SQL.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CacheException">The cache cannot be used.</exception>
    /// <exception cref="UsageException">There are several questions, or one with parameters.</exception>
    /// <exception cref="SqliteException">The question is none, or asks for more than reading.</exception>
    public static Sheet Ask(CacheLocation location, string query, CancellationToken cancellation)
    {
        using var connection = CacheConnection.OpenToRead(location) ?? CacheConnection.OpenEmpty();
        raw.sqlite3_set_authorizer(connection.Handle, s_authorizer, null);
        CheckOne(connection, query);
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

    private static bool Reads(utf8z pragma, utf8z argument)
    {
        string name = pragma.utf8_to_string() ?? "";
        return s_describing.Contains(name, StringComparer.OrdinalIgnoreCase)
            || (argument.utf8_to_string() is null && s_numbers.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Refuses what would be asked in part, or wait for values. Errors are left to the question itself.
    /// </summary>
    private static void CheckOne(SqliteConnection connection, string query)
    {
        int count = 0;
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(query);
        while (!rest.IsEmpty)
        {
            int result = raw.sqlite3_prepare_v2(connection.Handle, rest, out var statement, out rest);
            using (statement)
            {
                // Blanks and comments are no statement.
                bool isOne = result == raw.SQLITE_OK && !statement.IsInvalid;
                count += isOne || result != raw.SQLITE_OK ? 1 : 0;
                if (count > 1)
                {
                    throw new UsageException("`cache sql`: there are several queries", "ask one at a time");
                }

                if (isOne && raw.sqlite3_bind_parameter_count(statement) > 0)
                {
                    throw new UsageException(
                        $"`cache sql`: the query has a parameter, `{raw.sqlite3_bind_parameter_name(statement, 1)
                            .utf8_to_string() ?? "?"}`, and nothing gives it a value",
                        "write the value into the query");
                }

                if (result != raw.SQLITE_OK)
                {
                    return;
                }
            }
        }
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
