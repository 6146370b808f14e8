using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Heavytail.Cli.Store;

/// <summary>What SQLite and the file system report, as faults of a cache.</summary>
internal static class CacheErrors
{
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
            return "only a SELECT is possible: the cache is open to be read";
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
            raw.SQLITE_CORRUPT => (CacheFault.Corrupt, "it is damaged"),
            raw.SQLITE_NOTADB => (CacheFault.Corrupt, "it is not a SQLite database"),
            raw.SQLITE_FULL => (CacheFault.Passing, "the disk is full"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (CacheFault.Passing, "another program keeps it locked"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => (CacheFault.NoFolder, "it cannot be written"),
            raw.SQLITE_CANTOPEN => (CacheFault.NoFolder, "it cannot be opened or made"),
            raw.SQLITE_IOERR => (CacheFault.Passing, "it cannot be read or written (input/output error)"),
            _ => (CacheFault.Passing, $"SQLite reports: {raw.sqlite3_errstr(e.SqliteErrorCode).utf8_to_string()}"),
        };
        return new CacheException(fault, reason, e);
    }
}
