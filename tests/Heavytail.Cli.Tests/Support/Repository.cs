namespace Heavytail.Cli.Tests.Support;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Its root. Found from where the tests run: a source path is none in builds that map paths.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder of it.</summary>
    public static string File(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, "Heavytail.slnx")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"no Heavytail.slnx above {AppContext.BaseDirectory}");
    }
}
