using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Heavytail.Cli.Store;

/// <summary>What SQLite and the file system report, as faults of a cache.</summary>
internal static class CacheErrors
{
    /// <summary>What is said of a file whose content is not what was written.</summary>
    public const string Damaged = "it is damaged";

    /// <summary>Does something with a database.</summary>
    /// <exception cref="CacheException">It failed.</exception>
    public static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw From(e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CacheException(CacheFault.NoFolder, "access to its folder is denied", e);
        }
        catch (IOException e)
        {
            throw new CacheException(CacheFault.NoFolder, $"its folder cannot be used: {e.Message.TrimEnd('.')}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidCastException or FormatException
            or OverflowException or ArgumentException)
        {
            // A value that is not of the type, or of the length, that was written.
            throw new CacheException(CacheFault.Corrupt, Damaged, e);
        }
        catch (OutOfMemoryException e)
        {
            throw new CacheException(CacheFault.Passing, "a spectrum in it needs more memory than there is", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw new CacheException(CacheFault.NoFolder, "SQLite's library does not load on this machine", e);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(Action work) => Guard(() =>
    {
        work();
        return true;
    });

    /// <summary>What SQLite says of a query.</summary>
    public static string Text(SqliteException e)
    {
        if (e.SqliteErrorCode is raw.SQLITE_AUTH or raw.SQLITE_READONLY)
        {
            return "only reading the tables is possible";
        }

        // SQLite Error 1: 'no such table: x'.
        int first = e.Message.IndexOf('\'', StringComparison.Ordinal);
        int last = e.Message.LastIndexOf('\'');
        return first < last ? e.Message[(first + 1)..last] : e.Message;
    }

    private static CacheException From(SqliteException e)
    {
        var (fault, reason) = e.SqliteErrorCode switch
        {
            raw.SQLITE_CORRUPT => (CacheFault.Corrupt, Damaged),

            // The statements are right: the tables, or what they hold, are not what was made.
            raw.SQLITE_ERROR or raw.SQLITE_SCHEMA or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH
                or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE or raw.SQLITE_FORMAT => (CacheFault.Corrupt, Damaged),
            raw.SQLITE_NOTADB => (CacheFault.Corrupt, "it is not a SQLite database"),
            raw.SQLITE_FULL => (CacheFault.Passing, "the disk is full"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (CacheFault.Locked, "another program keeps it locked"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => (CacheFault.NoFolder, "it cannot be written"),
            raw.SQLITE_CANTOPEN => (CacheFault.NoFolder, "it cannot be opened or made"),
            raw.SQLITE_IOERR => (CacheFault.Passing, "it cannot be read or written (input/output error)"),
            _ => (CacheFault.Passing, $"SQLite reports: {raw.sqlite3_errstr(e.SqliteErrorCode).utf8_to_string()}"),
        };
        return new CacheException(fault, reason, e);
    }
}
