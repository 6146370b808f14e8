using System.Globalization;
using System.Text;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Parquet;
using Parquet.Schema;

namespace Heavytail.Cli.Tests.House;

/// <summary>The files that pages name in their commands: networks, tables of models, scores of layers.</summary>
internal static class PageInputs
{
    private static readonly string[] s_networks =
        ["model.safetensors", "checkpoints/last.safetensors", "runs/x.pt", "a.pt", "b.pt"];

    private static readonly (char Letter, int Batch, double Accuracy, int Depth)[] s_series =
        [('a', 16, 89.4, 1), ('b', 64, 89.45, 1), ('c', 256, 89.53, 2), ('d', 512, 89.48, 2), ('e', 1024, 89.0, 2)];

    /// <summary>Lays them into a folder, beside links to folders of the repository.</summary>
    public static void Prepare(TempFolder work)
    {
        foreach (string folder in new[] { "samples", "eng", "python" })
        {
            File.CreateSymbolicLink(work.File(folder), Repository.Path(folder));
        }

        Directory.CreateDirectory(work.File("checkpoints"));
        Directory.CreateDirectory(work.File("runs"));
        foreach (string name in s_networks)
        {
            File.Copy(Sample(16), work.File(name));
        }

        File.Copy(Sample(32), work.File("runs/y.pt"));
        new SampleFile().Add("model.layers.0.self_attn.q_proj.weight", 60, 60)
            .Add("model.layers.0.mlp.down_proj.weight", 60, 80).Write(work.File("llama.safetensors"));
        var table = new StringBuilder("model,accuracy,depth\n");
        foreach (var (letter, batch, accuracy, depth) in s_series)
        {
            File.Copy(Sample(batch), work.File($"{letter}.safetensors"));
            table.Append(CultureInfo.InvariantCulture, $"{letter}.safetensors,{accuracy},{depth}\n");
        }

        File.WriteAllText(work.File("models.csv"), table.ToString());
        File.WriteAllText(work.File("snr_results.json"), """{"mlp": {"layers.0": 2.5, "layers.1": 1.5}}""");
        WriteMetrics(work.File("metrics.parquet")).GetAwaiter().GetResult();
    }

    private static string Sample(int batch) =>
        Repository.Path($"samples/fashion-mnist/batch-{batch:D4}.safetensors");

    private static async Task WriteMetrics(string path)
    {
        var model = new DataField<string>("model");
        var loss = new DataField<double>("val_loss");
        var alpha = new DataField<double>("alpha");
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(model, loss, alpha), stream);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(model, ["v1", "v2", "v3", "v4", "v5"]);
        await group.WriteAsync<double>(loss, new[] { 0.91, 0.84, 0.80, 0.71, 0.66 });
        await group.WriteAsync<double>(alpha, new[] { 4.4, 4.1, 4.2, 3.4, 2.9 });
    }
}
