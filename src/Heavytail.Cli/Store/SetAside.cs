using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Heavytail.Cli.Store;

/// <summary>Takes a damaged database out of the way, for whoever wants to see it.</summary>
internal static class SetAside
{
    private const string Mark = ".corrupt-";

    /// <summary>How often the lock is asked for: who has it needs as long as a check of the file takes.</summary>
    private const int Tries = 40;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Renames a damaged database; one that is sound by now stays.</summary>
    /// <returns>Its new path; null where another process has done it.</returns>
    /// <exception cref="CacheException">It cannot be renamed.</exception>
    public static string? Move(string path) => CacheErrors.Guard(() =>
    {
        using var held = Lock(path);
        if (IsSound(path))
        {
            return null;
        }

        foreach (string older in Leftovers(path))
        {
            File.Delete(older);
        }

        string aside = path + Mark + DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        File.Move(path, aside);
        foreach (string suffix in (string[])["-wal", "-shm"])
        {
            if (File.Exists(path + suffix))
            {
                File.Move(path + suffix, aside + suffix);
            }
        }

        return aside;
    });

    /// <summary>Files that were set aside.</summary>
    public static IReadOnlyList<string> Leftovers(string path) =>
        Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + Mark + "*");

    /// <summary>Of two processes that find the damage, the second must not take the new file of the first.</summary>
    private static FileStream Lock(string path)
    {
        for (int left = Tries; ; left--)
        {
            try
            {
                return new FileStream(path + ".lock", new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                });
            }
            catch (IOException) when (left > 1)
            {
                Thread.Sleep(s_pause);
            }
        }
    }

    private static bool IsSound(string path)
    {
        if (!File.Exists(path))
        {
            return true;
        }

        try
        {
            using var connection = CacheConnection.Open(path);
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA integrity_check(1)";
            return check.ExecuteScalar() is "ok";
        }
        catch (CacheException e) when (e.Fault == CacheFault.Corrupt)
        {
            return false;
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
