using Heavytail.Cli.Store;
using Heavytail.Cli.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Heavytail.Cli.Tests.Cache;

/// <summary>Whatever a database holds that was not written: no run fails, and after one it is whole.</summary>
public sealed class CacheDamageTests
{
    private static readonly string[] s_values =
    [
        "NULL", "'text'", "x'00'", "zeroblob(100000)", "5", "1.5", "9223372036854775807",
    ];

    public static TheoryData<string, string> Columns
    {
        get
        {
            var columns = new TheoryData<string, string>();
            using var connection = CacheConnection.OpenEmpty();
            using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
                WHERE t.type = 'table' AND c.pk = 0 ORDER BY t.name, c.cid
                """;
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                columns.Add(reader.GetString(0), reader.GetString(1));
            }

            return columns;
        }
    }

    /// <summary>Tables that are not those that were made.</summary>
    public static TheoryData<string> Schemas
    {
        get
        {
            var changes = new TheoryData<string>
            {
                "DROP TABLE contents",
                "DROP TABLE spectra",
                "DROP TABLE contents; DROP TABLE spectra",
                "ALTER TABLE contents RENAME TO others; CREATE VIEW contents AS SELECT * FROM others",
                "ALTER TABLE spectra RENAME TO others; CREATE VIEW spectra AS SELECT * FROM others",
                "ALTER TABLE spectra ADD COLUMN more CHECK (layer <> '3')",
                "CREATE TRIGGER odd BEFORE INSERT ON spectra BEGIN SELECT RAISE(ABORT, 'odd'); END",
                "PRAGMA foreign_keys = OFF; UPDATE contents SET id = id + 100",
                "PRAGMA foreign_keys = OFF; UPDATE contents SET id = id + 1 WHERE id = (SELECT max(id) FROM contents)",
                "DELETE FROM contents",
                "UPDATE spectra SET bytes = 9223372036854775807, key = '0' || key",
            };
            foreach (var row in Columns)
            {
                changes.Add($"ALTER TABLE {row.Data.Item1} RENAME COLUMN {row.Data.Item2} TO other");
            }

            return changes;
        }
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_value_of_any_kind_in_any_column_costs_a_decomposition(string table, string column)
    {
        foreach (string value in s_values)
        {
            using var folder = new TempFolder();
            string path = Make(folder);
            Put(path, table, column, value);
            bool isOfItsType = TypeOf(path, table, column) == TypeOf(path, table, column, row: 2);
            string what = $"{table}.{column} = {value}";
            Assert.True(isOfItsType || Verb(folder, "verify") == 2, what);
            Verb(folder, "list");
            Verb(folder, "sql", $"SELECT {column}, typeof({column}) AS type FROM {table}");

            string? warning = Run(folder, what);
            Assert.True(
                (warning is null) == (isOfItsType || column == "key"), $"{what}: {warning ?? "no warning"}");
            Assert.Null(Run(folder, what));
            Assert.Null(Run(folder, what, hits: 3));
            Assert.Equal(0, Verb(folder, "clear"));
        }
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Tables_that_were_changed_are_made_again(string change)
    {
        using var folder = new TempFolder();
        Execute(Make(folder), change);
        Verb(folder, "verify");
        Verb(folder, "list");
        Assert.StartsWith(
            $"the cache `{folder.File(CacheLocation.FileName)}` was unusable: it is damaged; ",
            Run(folder, change, cap: change.Contains("bytes =", StringComparison.Ordinal) ? 10_000 : long.MaxValue),
            StringComparison.Ordinal);
        Assert.Null(Run(folder, change));
        Assert.Null(Run(folder, change, hits: 3));
        Assert.Equal(0, Verb(folder, "verify"));

        using var cleared = new TempFolder();
        Execute(Make(cleared), change);
        Assert.Equal(0, Verb(cleared, "clear"));
        Run(cleared, change);
        Assert.Null(Run(cleared, change));
    }

    [Fact]
    public void A_key_that_is_none_is_one_damage()
    {
        using var folder = new TempFolder();
        Execute(Make(folder), "UPDATE spectra SET key = 'z' || substr(key, 2) WHERE id = 1");
        var result = Tool.Run("cache", "verify", "--cache", folder.Path, "-fcsv");
        Assert.Equal((2, "problem,model,layer\nthe spectrum is damaged,m,1\n"), (result.ExitCode, result.Output));
    }

    /// <summary>Two spectra in a database.</summary>
    private static string Make(TempFolder folder)
    {
        string path = folder.File(CacheLocation.FileName);
        using var database = new CacheDatabase(path);
        database.Write([MadeSpectra.Entry(1), MadeSpectra.Entry(2)], [], long.MaxValue);
        return path;
    }

    /// <summary>What an analysis does that needs three spectra, one of which is new at first.</summary>
    /// <returns>Its warning.</returns>
    private static string? Run(TempFolder folder, string what, int? hits = null, long cap = long.MaxValue)
    {
        using var cache = new SpectrumCache(new CacheLocation(folder.Path, IsChosen: true), cap);
        foreach (var entry in (CacheEntry[])[MadeSpectra.Entry(1), MadeSpectra.Entry(2), MadeSpectra.Entry(3)])
        {
            var found = cache.Find(entry.Key);
            Assert.True(found is null || found.Equals(entry.Spectrum), what);
            if (found is null)
            {
                cache.Add(entry.Key, entry.Spectrum, entry.Origin);
            }
        }

        cache.Dispose();
        Assert.True(hits is null || hits == cache.Hits, $"{what}: {cache.Hits} hits");
        return cache.Warning;
    }

    private static int Verb(TempFolder folder, params string[] args)
    {
        var result = Tool.Run(["cache", .. args, "--cache", folder.Path]);
        Assert.True(result.ExitCode is 0 or 2, $"{result}");
        Assert.DoesNotContain("internal", result.Error, StringComparison.Ordinal);
        return result.ExitCode;
    }

    private static string TypeOf(string path, string table, string column, int row = 1)
    {
        using var connection = Connect(path);
        using var command = connection.CreateCommand();
        command.CommandText = FormattableString.Invariant($"SELECT typeof({column}) FROM {table} WHERE id = {row}");
        return (string)command.ExecuteScalar()!;
    }

    /// <summary>Writes a value that the tables refuse.</summary>
    private static void Put(string path, string table, string column, string value)
    {
        const string Rewrite = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ";
        Execute(path, Rewrite + "' NOT NULL', ' DEFAULT 0')");
        Execute(path, $"UPDATE {table} SET {column} = {value} WHERE id = 1");
        Execute(path, Rewrite + "' DEFAULT 0', ' NOT NULL')");
    }

    private static void Execute(string path, string statements)
    {
        using var connection = Connect(path);
        connection.Execute(statements);
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
