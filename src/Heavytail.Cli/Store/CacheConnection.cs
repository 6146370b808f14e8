using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Heavytail.Cli.Store;

/// <summary>Connections to the database, and what they do in one line.</summary>
internal static class CacheConnection
{
    /// <summary>
    /// How long another process may hold the lock: its transactions take milliseconds, and seconds where many
    /// processes share a core.
    /// </summary>
    private const int PatienceSeconds = 5;

    /// <summary>Opens the database to read and write it, and makes folder, file and tables where they are missing.
    /// </summary>
    /// <exception cref="CacheException">It cannot be used.</exception>
    public static SqliteConnection Open(string path) => CacheErrors.Guard(() =>
    {
        if (!Exists(path))
        {
            MakeFolder(Path.GetDirectoryName(path)!);
        }

        return Open(path, SqliteOpenMode.ReadWriteCreate, CacheSchema.Prepare);
    });

    /// <summary>Opens the database to read it; null where there is none, or one without tables.</summary>
    /// <exception cref="CacheException">It cannot be used.</exception>
    public static SqliteConnection? OpenToRead(CacheLocation location) => CacheErrors.Guard(() =>
    {
        if (location.File is null || !Exists(location.File))
        {
            return null;
        }

        try
        {
            return ReadOnly(location.File);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_READONLY)
        {
            TakeBack(location.File);
            return ReadOnly(location.File);
        }
    });

    private static SqliteConnection? ReadOnly(string path)
    {
        bool isEmpty = false;
        var connection = Open(path, SqliteOpenMode.ReadOnly, connection =>
        {
            connection.Execute("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
            isEmpty = CacheSchema.Check(connection);
        });
        if (!isEmpty)
        {
            return connection;
        }

        connection.Dispose();
        return null;
    }

    /// <summary>
    /// Takes back what a process left half written that was killed while it made the file: SQLite does that at the
    /// first read, but not for one who may only read.
    /// </summary>
    private static void TakeBack(string path)
    {
        using var connection = Open(
            path, SqliteOpenMode.ReadWrite, connection => connection.Scalar("SELECT count(*) FROM sqlite_schema"));
    }

    /// <summary>Whether there is a database.</summary>
    /// <exception cref="CacheException">Something else is in its place, or in that of its folder.</exception>
    /// <exception cref="UnauthorizedAccessException">Nobody may look.</exception>
    /// <exception cref="IOException">The path leads nowhere.</exception>
    public static bool Exists(string path)
    {
        try
        {
            return !File.GetAttributes(path).HasFlag(FileAttributes.Directory)
                ? File.Exists(path)
                : throw new CacheException(CacheFault.NoFolder, "there is a folder in its place");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            string? folder = Path.GetDirectoryName(path);
            while (folder is not null && !Directory.Exists(folder))
            {
                if (File.Exists(folder))
                {
                    throw new CacheException(CacheFault.NoFolder, $"`{folder}` is a file and no folder", e);
                }

                folder = Path.GetDirectoryName(folder);
            }

            return false;
        }
    }

    /// <summary>A cache without a spectrum, in memory.</summary>
    public static SqliteConnection OpenEmpty() => CacheErrors.Guard(() =>
        Open(":memory:", SqliteOpenMode.Memory, CacheSchema.Prepare));

    public static void Execute(this SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    public static long Scalar(this SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = PatienceSeconds,
        }.ToString());
        try
        {
            connection.Open();
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>What the names of models and layers say is their owner's alone.</summary>
    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
