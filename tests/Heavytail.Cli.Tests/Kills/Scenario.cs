using System.Formats.Tar;
using System.IO.Compression;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;

namespace Heavytail.Cli.Tests.Kills;

/// <summary>A command that writes files.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Args">Arguments before those of the outputs.</param>
/// <param name="Outputs">Options and the names of files that they write.</param>
internal sealed record Scenario(string Name, string[] Args, params (string Option, string File)[] Outputs)
{
    private const string Output = "-o";
    private const string Spectra = "--spectra";

    /// <summary>Whether the outputs are there before, and are replaced.</summary>
    public bool IsReplacing { get; init; }

    /// <summary>Arguments to write into a folder.</summary>
    public string[] In(string folder) =>
        [.. Args, .. Outputs.SelectMany(output => (string[])[output.Option, Path.Combine(folder, output.File)])];

    /// <summary>The commands, with inputs that it writes into a folder.</summary>
    public static IReadOnlyList<Scenario> All(string folder)
    {
        string models = Directory.CreateDirectory(Path.Combine(folder, "models")).FullName;
        string[] files =
        [
            .. Enumerable.Range(1, 3).Select(i => new SampleFile()
                .Add($"a{i}.weight", 200, 300).Add($"b{i}.weight", 400, 250).Add($"c{i}.weight", 30, 20)
                .Write(Path.Combine(models, $"{i}.safetensors"))),
        ];
        string packing = Directory.CreateDirectory(Path.Combine(folder, "packing")).FullName;
        File.Copy(files[2], Path.Combine(packing, "model.safetensors"));
        string zip = Path.Combine(folder, "model.zip");
        ZipFile.CreateFromDirectory(packing, zip, CompressionLevel.Fastest, includeBaseDirectory: false);
        string tar = Path.Combine(folder, "model.tar.gz");
        using (var packed = new GZipStream(File.Create(tar), CompressionLevel.Fastest))
        {
            TarFile.CreateFromDirectory(packing, packed, includeBaseDirectory: false);
        }

        string table = Path.Combine(folder, "models.csv");
        File.WriteAllText(table, "model,family,accuracy\n" + string.Concat(
            Enumerable.Range(1, 3).Select(i => $"models/{i}.safetensors,x,{60 + i}\n")));
        return
        [
            new("json", ["analyze", files[0]], (Output, "o.json")),
            new("json replaced", ["analyze", files[0]], (Output, "o.json")) { IsReplacing = true },
            new("csv and parquet", ["analyze", files[1]], (Output, "o.csv"), (Spectra, "s.parquet")),
            new("tar.gz", ["analyze", tar], (Output, "o.json"), (Spectra, "s.npz")),
            new("zip", ["analyze", zip], (Output, "o.jsonl")),
            new("three files", ["analyze", .. files, "-j", "1"], (Output, "o.jsonl"), (Spectra, "s.jsonl")),
            new("trend", ["trend", table, "--by", "family"], (Output, "o.json")),
            new("trend of a table", ["trend", Repository.Path("data/corpus/nature2021-osmr.csv")], (Output, "o.json")),
        ];
    }
}
