using System.Text;
using Heavytail.Formats;
using Heavytail.Tabular;
using Heavytail.Tests.Support;
using Heavytail.Tests.Tabular;
using Parquet;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>All kinds of input that the tool reads.</summary>
internal static class FuzzTargets
{
    private const string Csv = "CSV table";
    private const string ParquetName = "Parquet table";
    private const string Rules = "layer rules";

    private const string Models = """"
        model,family,alpha,log_norm,top1,note
        vgg11,VGG,2.5,1.25,69.0,"a, ""b"""
        vgg13,VGG,2.4,1.5,69.9,
        vgg16,VGG,2.3,NaN,71.6,x
        resnet18,ResNet,3.5,-1e300,69.8,y
        resnet34,ResNet,3.25,2.5,73.3,z
        resnet50,ResNet,3,2,76.1,

        """";

    private const string RulesText = """
        { "rules": [
          { "name": "tf-conv", "match": "*/filters", "kind": "conv", "axes": "kkio" },
          { "name": "heads", "match": "*.wqkv", "kind": "dense", "axes": "oi", "parts": { "q": 4, "k": 1, "v": 1 } },
          { "match": "*.codebook", "kind": "skip", "reason": "no layer" } ] }
        """;

    private static readonly CheckpointTrial s_trial = new();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. CheckpointFormats.All.Select(format => new FuzzTarget(
            format.Name,
            [.. FuzzSeed.All.Where(seed => seed.Format == format.Name), .. RealFiles.Of(format.Name)],
            TryCheckpoint)
        {
            OwnSeeds = FuzzSeed.All.Count(seed => seed.Format == format.Name),
        }),
        new(
            Csv,
            [FuzzSeed.Plain(Csv, "t.csv", Encoding.UTF8.GetBytes(Models)), .. RealFiles.Of(RealFiles.Csv)],
            TryTable),
        new(ParquetName, [.. ParquetSeeds(), .. RealFiles.Of(RealFiles.Parquet)], TryTable) { OwnSeeds = 6 },
        new(Rules, [FuzzSeed.Plain(Rules, "rules.json", Encoding.UTF8.GetBytes(RulesText))], TryRules),
    ];

    public static FuzzTarget Find(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"no target `{name}`; there are {string.Join(", ", All.Select(t => t.Name))}");

    private static IEnumerable<FuzzSeed> ParquetSeeds() =>
        Enum.GetValues<CompressionMethod>()
            .Where(method => method is CompressionMethod.None or CompressionMethod.Snappy or CompressionMethod.Gzip
                or CompressionMethod.Zstd)
            .Select(method => TinyParquet.Models(method))
            .Concat(((string[])["duckdb-v1.parquet", "duckdb-v2.parquet"])
                .Select(name => File.ReadAllBytes(Repository.Path($"tests/Heavytail.Tests/Data/{name}"))))
            .Select(bytes => FuzzSeed.Plain(ParquetName, "t.parquet", bytes));

    private static (MutantOutcome Outcome, long Elements) TryCheckpoint(string path)
    {
        long before = s_trial.Elements;
        var outcome = s_trial.Run(path);
        return (outcome, s_trial.Elements - before);
    }

    /// <summary>Reads all cells, then the models in them; a trend is drawn for some.</summary>
    private static (MutantOutcome Outcome, long Elements) TryTable(string path)
    {
        long cells = 0;
        try
        {
            var table = Table.Read(path);
            foreach (string column in table.Columns)
            {
                for (int row = 0; row < table.RowCount; row++, cells++)
                {
                    _ = table.Text(row, column);
                }
            }

            var options = new TrendOptions();
            var data = TrendReader.Read(path, options);
            if (new FileInfo(path).Length % 16 == 0)
            {
                _ = TrendAnalysis.Analyze(data, options);
            }

            return (MutantOutcome.Read, cells);
        }
        catch (HeavytailException)
        {
            return (cells > 0 ? MutantOutcome.Read : MutantOutcome.Refused, cells);
        }
    }

    private static (MutantOutcome Outcome, long Elements) TryRules(string path)
    {
        try
        {
            return (MutantOutcome.Read, UserRules.Parse(File.ReadAllText(path)).Count);
        }
        catch (FormatException)
        {
            return (MutantOutcome.Refused, 0);
        }
    }
}
