using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>Small files that other programs wrote: of the samples, and of <c>../shared</c> where that is.</summary>
internal static class RealFiles
{
    public const string Csv = "csv";
    public const string Parquet = "parquet";

    private const int MaxBytes = 1 << 16;
    private const int MaxBeside = 8;
    private const int MaxPerFormat = 16;

    private static readonly string[] s_folders = ["samples", "../shared/models", "../shared/cases", "data/corpus"];
    private static readonly string[] s_code = [".cs", ".py", ".md", ".props", ".targets", ".csproj", ".txt", ".yaml"];

    private static readonly ILookup<string, string> s_files = s_folders
        .Select(Repository.Path)
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        .Where(path => !s_code.Contains(Path.GetExtension(path)) && IsSmall(path))
        .Order(StringComparer.Ordinal)
        .ToLookup(Format);

    /// <summary>The files of a format, each with the small ones beside it.</summary>
    public static IEnumerable<FuzzSeed> Of(string format) =>
        s_files[format].Take(MaxPerFormat).Select(path => FuzzSeed.Plain(
            format, Path.GetFileName(path), File.ReadAllBytes(path)) with
        {
            Companions = format is Csv or Parquet ? [] : Beside(path),
        });

    private static (string Name, byte[] Bytes)[] Beside(string path)
    {
        string[] others = [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Where(other => other != path)];
        return others.Length > MaxBeside
            ? []
            : [.. others.Where(IsSmall).Select(other => (Path.GetFileName(other), File.ReadAllBytes(other)))];
    }

    private static bool IsSmall(string path) => new FileInfo(path) is { Length: > 0 and <= MaxBytes } file
        && file.LinkTarget is null && RegularFile.OtherKind(path) is null;

    private static string Format(string path)
    {
        switch (Path.GetExtension(path))
        {
            case ".csv":
                return Csv;
            case ".parquet":
                return Parquet;
            default:
                try
                {
                    using var file = new DiskSource(path);
                    return CheckpointFormats.Detect(file).Name;
                }
                catch (CheckpointException)
                {
                    return "";
                }
        }
    }
}
