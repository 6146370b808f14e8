using System.Globalization;

namespace Heavytail.Cli.Store;

/// <summary>Takes a damaged database out of the way, for whoever wants to see it.</summary>
internal static class SetAside
{
    private const string Mark = ".corrupt-";

    /// <summary>How often the lock is asked for: who has it renames three files.</summary>
    private const int Tries = 40;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Renames a damaged database.</summary>
    /// <param name="path">The database.</param>
    /// <param name="before">
    /// <see cref="Leftovers"/> before the damaged file was opened: where they are others, the file is a new one.
    /// </param>
    /// <returns>Its new path; null where another process has done it.</returns>
    /// <exception cref="CacheException">It cannot be renamed.</exception>
    public static string? Move(string path, IReadOnlyList<string> before) => CacheErrors.Guard(() =>
    {
        using var held = Lock(path);
        if (!File.Exists(path) || !Leftovers(path).Order().SequenceEqual(before.Order()))
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
    /// <exception cref="CacheException">Nobody may look.</exception>
    public static IReadOnlyList<string> Leftovers(string path) => CacheErrors.Guard(() =>
        Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder)
            ? Directory.GetFiles(folder, Path.GetFileName(path) + Mark + "*")
            : []);

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
}
