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

    /// <summary>Prepares a connection, and makes the tables where there are none.</summary>
    /// <exception cref="CacheException">The file belongs to a newer version, or to something else.</exception>
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
    /// <exception cref="CacheException">It belongs to a newer version, or to something else.</exception>
    public static bool Check(SqliteConnection connection)
    {
        long version = connection.Scalar("PRAGMA user_version");
        bool isOurs = connection.Scalar("PRAGMA application_id") == ApplicationId;
        if (isOurs && version == Version)
        {
            return false;
        }

        return version == 0 && connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0 ? true
            : throw new CacheException(
                CacheFault.Foreign,
                isOurs
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"it has the schema of another version of heavytail, {version}; this one reads {Version}")
                    : "it is a database of another program");
    }
}
