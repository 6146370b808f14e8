namespace Heavytail.Tests.Support;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Its root. Found from where the tests run: a source path is none in builds that map paths.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder of it.</summary>
    public static string Path(string relative) =>
        System.IO.Path.Combine(Root, relative.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>Hand-written C# files below a folder, in a stable order.</summary>
    public static IReadOnlyList<string> SourceFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(Path(folder), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
    ];

    private static string Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, "Heavytail.slnx")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"no Heavytail.slnx above {AppContext.BaseDirectory}");
    }
}
