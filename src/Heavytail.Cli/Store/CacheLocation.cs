namespace Heavytail.Cli.Store;

/// <summary>Where the cache is.</summary>
/// <param name="Folder">Its folder; null for no cache.</param>
/// <param name="IsChosen">Whether somebody named the folder, and wants to know where it cannot be used.</param>
internal sealed record CacheLocation(string? Folder, bool IsChosen)
{
    /// <summary>Names the folder, or <see cref="None"/>.</summary>
    public const string Variable = "HEAVYTAIL_CACHE";

    /// <summary>In place of a folder: no cache.</summary>
    public const string None = "none";

    /// <summary>The database in the folder.</summary>
    public const string FileName = "spectra.db";

    private const string OwnFolder = "heavytail";

    /// <summary>The database; null for no cache.</summary>
    public string? File => Folder is null ? null : Path.Combine(Folder, FileName);

    /// <summary>The place that an option gives, else the environment, else the platform.</summary>
    /// <param name="option">A folder, or <see cref="None"/>; null for neither.</param>
    public static CacheLocation From(string? option)
    {
        string? given = option ?? NotEmpty(Environment.GetEnvironmentVariable(Variable));
        return given switch
        {
            null => new CacheLocation(OfPlatform(), IsChosen: false),
            None => new CacheLocation(null, IsChosen: true),
            _ => new CacheLocation(Path.GetFullPath(given), IsChosen: true),
        };
    }

    /// <summary>The platform's folder of caches; null where it has none, as without a home folder.</summary>
    private static string? OfPlatform()
    {
        if (OperatingSystem.IsWindows())
        {
            return Below(Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify));
        }

        string? home = Environment.GetEnvironmentVariable("HOME");
        if (OperatingSystem.IsMacOS())
        {
            return Below(home, "Library", "Caches");
        }

        // The XDG specification has a relative path ignored.
        return Below(Environment.GetEnvironmentVariable("XDG_CACHE_HOME")) ?? Below(home, ".cache");
    }

    private static string? Below(string? folder, params ReadOnlySpan<string> names) => Path.IsPathRooted(folder)
        ? Path.Combine([folder, .. names, OwnFolder])
        : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
