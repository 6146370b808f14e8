using System.IO.Compression;
using System.Text.Json;

namespace Heavytail.Cli.Tests.Kills;

/// <summary>Whether a file is whole.</summary>
internal static class OutputCheck
{
    /// <summary>What is wrong with it; null where it is whole.</summary>
    /// <param name="path">The file.</param>
    public static string? Problem(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            return Path.GetExtension(path) switch
            {
                ".json" => Json(bytes),
                ".jsonl" => Lines(bytes) ?? File.ReadLines(path).Select(line => Json(
                    System.Text.Encoding.UTF8.GetBytes(line))).FirstOrDefault(),
                ".csv" => Lines(bytes),
                ".parquet" => bytes.AsSpan().StartsWith("PAR1"u8) && bytes.AsSpan().EndsWith("PAR1"u8)
                    ? null
                    : "no end of Parquet",
                ".npz" => Zip(bytes),
                _ => throw new ArgumentException(path),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return $"{bytes.Length} bytes: {e.Message}";
        }
    }

    private static string? Json(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        return null;
    }

    private static string? Lines(byte[] bytes) => bytes is [.., (byte)'\n'] ? null : "the last line has no end";

    private static string? Zip(byte[] bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            using var content = entry.Open();
            content.CopyTo(Stream.Null);
        }

        return archive.Entries.Count > 0 ? null : "an empty archive";
    }
}
