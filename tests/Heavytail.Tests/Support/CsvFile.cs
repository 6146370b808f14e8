namespace Heavytail.Tests.Support;

/// <summary>A reference table: no field of it holds a comma or a quote.</summary>
internal sealed class CsvFile
{
    private CsvFile(string[] header, IReadOnlyList<IReadOnlyDictionary<string, string>> rows) =>
        (Header, Rows) = (header, rows);

    public IReadOnlyList<string> Header { get; }

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows { get; }

    public static CsvFile Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        string[] header = lines[0].Split(',');
        return new CsvFile(header, [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => header
            .Zip(line.Split(','))
            .ToDictionary(pair => pair.First, pair => pair.Second))]);
    }
}
