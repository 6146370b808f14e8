using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Heavytail.Cli.Store;

/// <summary>The tables of the database; docs/cache.md describes them.</summary>
internal static class CacheSchema
{
    /// <summary>Raised when a reader of the old tables would misread the new ones.</summary>
    public const int Version = 1;

    /// <summary>"HTSP": marks the file as one of ours.</summary>
    private const int ApplicationId = 0x4854_5350;

    // Spectra lie in a table of their own: lists and uses read and write rows of a hundred bytes.
    private const string Tables = """
        CREATE TABLE spectra (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            model TEXT NOT NULL,
            layer TEXT NOT NULL,
            matrices TEXT NOT NULL,
            rows INTEGER NOT NULL,
            columns INTEGER NOT NULL,
            slices INTEGER NOT NULL,
            method TEXT NOT NULL,
            precision TEXT NOT NULL,
            generation TEXT NOT NULL,
            eigenvalues INTEGER NOT NULL,
            rank INTEGER NOT NULL,
            lambda_max REAL NOT NULL,
            bytes INTEGER NOT NULL,
            created INTEGER NOT NULL,
            used INTEGER NOT NULL
        );
        CREATE INDEX spectra_by_use ON spectra (used, id, bytes);
        CREATE TABLE contents (
            id INTEGER PRIMARY KEY REFERENCES spectra (id) ON DELETE CASCADE,
            content BLOB NOT NULL
        );
        """;

    private static readonly string[] s_texts =
        ["key", "model", "layer", "matrices", "method", "precision", "generation"];

    private static readonly string[] s_numbers =
        ["rows", "columns", "slices", "eigenvalues", "rank", "bytes", "created", "used"];

    /// <summary>
    /// A condition in SQL that a row of spectra, joined to its content, has the types of values that were written:
    /// columns of SQLite take any.
    /// </summary>
    public static string IsSound { get; } = string.Join(
        " AND ",
        [
            "id > 0", .. s_texts.Select(name => $"typeof({name}) = 'text'"),
            .. s_numbers.Select(name => $"typeof({name}) = 'integer'"), "typeof(lambda_max) = 'real'",
            "typeof(content) = 'blob'",
        ]);

    /// <summary>Fails where a table or a column is missing.</summary>
    private static string Probe { get; } =
        $"SELECT {string.Join(", ", s_texts.Concat(s_numbers))}, lambda_max, content "
        + "FROM spectra JOIN contents USING (id) LIMIT 0";

    /// <summary>Prepares a connection, and makes the tables where there are none.</summary>
    /// <exception cref="CacheException">The file belongs to another version, or to something else.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        // A database of another program is not touched.
        bool isEmpty = Check(connection);
        connection.Execute(
            "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
            + "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; "
            + "PRAGMA journal_size_limit = 4194304");
        if (!isEmpty)
        {
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        if (Check(connection))
        {
            connection.Execute(Tables + string.Create(
                CultureInfo.InvariantCulture,
                $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}"));
        }

        transaction.Commit();
    }

    /// <summary>Whether the database is empty.</summary>
    /// <exception cref="CacheException">It belongs to another version, or to something else.</exception>
    /// <exception cref="SqliteException">It is damaged.</exception>
    public static bool Check(SqliteConnection connection)
    {
        long version = connection.Scalar("PRAGMA user_version");
        bool isOurs = connection.Scalar("PRAGMA application_id") == ApplicationId;
        if (isOurs && version == Version)
        {
            connection.Execute(Probe);
            return false;
        }

        if (isOurs)
        {
            throw new CacheException(CacheFault.OtherVersion, string.Create(
                CultureInfo.InvariantCulture,
                $"it has the schema of another version of heavytail, {version}; this one reads {Version}"));
        }

        return version == 0 && connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0 ? true
            : throw new CacheException(CacheFault.Foreign, "it is a database of another program");
    }

    /// <summary>Whether a file says that it is one of ours, or has nothing: read without SQLite.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public static bool IsMarked(string path)
    {
        const int ApplicationIdAt = 68;
        const int CellsAt = 103;
        byte[] head = new byte[CellsAt + sizeof(ushort)];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length < head.Length || !head.AsSpan().StartsWith("SQLite format 3\0"u8))
        {
            return length == 0;
        }

        // What a run wrote that was cut off may be beside the file still: there is an empty first page.
        int id = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(ApplicationIdAt));
        return id == ApplicationId
            || (id == 0 && BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(CellsAt)) == 0);
    }
}
