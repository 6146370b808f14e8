namespace Heavytail.Tabular;

/// <summary>The bytes of a table's file. Tables are small: they are read whole, up to a limit.</summary>
internal static class TableReading
{
    /// <summary>Far beyond any table of models or layers; a larger file is one of weights, or a mistake.</summary>
    public const int MaxBytes = 1 << 28;

    public static byte[] ReadAll(string path)
    {
        try
        {
            using var file = new FileStream(RegularFile.OpenRead(path), FileAccess.Read);
            if (file.Length > MaxBytes)
            {
                throw new TableException(
                    path, $"has {file.Length:N0} bytes, expected a table of at most {MaxBytes:N0}");
            }

            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            (string problem, string? hint) = Describe(path, e);
            throw new TableException(path, problem, hint, inner: e);
        }
    }

    private static (string Problem, string? Hint) Describe(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => MissingFile.Describe(path, isModel: false),
        UnauthorizedAccessException when Directory.Exists(path) => (
            "is a folder", "give a table: a CSV or Parquet file with `model` and a score"),
        UnauthorizedAccessException => ("is not readable (permission denied, or not a file)", null),
        EndOfStreamException => ("became shorter while it was read", null),
        _ => (RegularFile.Problem(e), null),
    };
}
