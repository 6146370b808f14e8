namespace Heavytail.Cli.Store;

/// <summary>What was removed from a cache.</summary>
/// <param name="Spectra">The number of spectra.</param>
/// <param name="Bytes">Bytes of its files before, less those after.</param>
internal sealed record CacheClearing(long Spectra, long Bytes)
{
    /// <summary>Removes every spectrum, and files that were set aside. Other processes may go on using the cache.
    /// </summary>
    /// <exception cref="CacheException">It cannot be used.</exception>
    public static CacheClearing Run(CacheLocation location)
    {
        if (location.File is not { } path || !Directory.Exists(location.Folder))
        {
            return new CacheClearing(0, 0);
        }

        long before = BytesOf(path);
        long spectra = File.Exists(path) ? Empty(path) : 0;
        CacheErrors.Guard(() =>
        {
            foreach (string leftover in SetAside.Leftovers(path))
            {
                File.Delete(leftover);
            }
        });
        return new CacheClearing(spectra, before - BytesOf(path));
    }

    /// <summary>Bytes of a cache's files.</summary>
    public static long BytesOf(string path) => Directory.Exists(Path.GetDirectoryName(path))
        ? Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*")
            .Sum(file => new FileInfo(file).Length)
        : 0;

    private static long Empty(string path)
    {
        try
        {
            using var connection = CacheConnection.Open(path);
            return CacheErrors.Guard(() =>
            {
                long count = connection.Scalar("SELECT count(*) FROM spectra");
                connection.Execute("DELETE FROM spectra; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
                return count;
            });
        }
        catch (CacheException e) when (e.Fault == CacheFault.Corrupt)
        {
            SetAside.Move(path);
            return 0;
        }
    }
}
