namespace Heavytail.Cli.Store;

/// <summary>What was removed from a cache.</summary>
/// <param name="Spectra">The number of spectra; null where a file went that could not be read.</param>
/// <param name="Bytes">Bytes of its files before, less those after.</param>
internal sealed record CacheClearing(long? Spectra, long Bytes)
{
    /// <summary>Removes spectra, and files that were set aside. Other processes may go on using the cache.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="olderThan">Only what was last used so long ago; null for all.</param>
    /// <exception cref="CacheException">It cannot be used.</exception>
    public static CacheClearing Run(CacheLocation location, TimeSpan? olderThan = null) => CacheErrors.Guard(() =>
    {
        if (location.File is not { } path || (!CacheConnection.Exists(path) && !Directory.Exists(location.Folder)))
        {
            return new CacheClearing(0, 0);
        }

        long before = BytesOf(path);
        var until = DateTimeOffset.UtcNow - (olderThan ?? TimeSpan.Zero);
        long? spectra = !File.Exists(path) ? 0 : olderThan is null ? Empty(path) : Thin(path, until);
        foreach (string leftover in SetAside.Leftovers(path))
        {
            if (olderThan is null || File.GetLastWriteTimeUtc(leftover) < until)
            {
                File.Delete(leftover);
            }
        }

        return new CacheClearing(spectra, before - BytesOf(path));
    });

    /// <summary>Bytes of a cache's files.</summary>
    /// <exception cref="CacheException">Nobody may look.</exception>
    public static long BytesOf(string path) => CacheErrors.Guard(() => Directory.Exists(Path.GetDirectoryName(path))
        ? Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*")
            .Sum(file => new FileInfo(file).Length)
        : 0);

    private static long Thin(string path, DateTimeOffset until)
    {
        using var connection = CacheConnection.Open(path);
        using var delete = connection.CreateCommand();
        delete.CommandText = "DELETE FROM spectra WHERE used < $until";
        delete.Parameters.AddWithValue("$until", until.ToUnixTimeSeconds());
        long count = delete.ExecuteNonQuery();
        connection.Execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
        return count;
    }

    private static long? Empty(string path)
    {
        long? count = null;
        try
        {
            using var connection = CacheConnection.Open(path);
            CacheErrors.Guard(() =>
            {
                count = connection.Scalar("SELECT count(*) FROM spectra");
                connection.Execute(
                    "DELETE FROM spectra; DELETE FROM contents; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
            });
        }
        catch (CacheException e) when (e.Fault is not (CacheFault.Locked or CacheFault.Foreign))
        {
            // Emptying a database takes some room, and a sound one.
            if (e.Fault is not (CacheFault.Corrupt or CacheFault.OtherVersion) && !CacheSchema.IsMarked(path))
            {
                throw;
            }

            foreach (string suffix in (string[])["", "-wal", "-shm", "-journal"])
            {
                File.Delete(path + suffix);
            }
        }

        return count;
    }
}
