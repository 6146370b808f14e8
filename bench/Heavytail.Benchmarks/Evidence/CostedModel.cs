using System.Runtime.InteropServices;
using System.Text;
using Heavytail.Fits;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>A file whose analysis is timed.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Path">Its path.</param>
/// <param name="Limits">How many times plain a set may take, by the names of <see cref="MeasureSet.All"/>.</param>
/// <param name="WeightWatcher">Milliseconds of WeightWatcher 0.7.5.5, quoted: a set, its option, its time.</param>
internal sealed record CostedModel(
    string Name,
    string Path,
    IReadOnlyDictionary<string, double> Limits,
    IReadOnlyList<(string Set, string Option, double Milliseconds)> WeightWatcher)
{
    private const int Order = 2048;

    /// <summary>One dense layer of 2048 × 2048 normal weights, written to a folder.</summary>
    public static CostedModel Dense(string folder)
    {
        string path = System.IO.Path.Combine(folder, "dense.safetensors");
        var weights = GaussianWeights.Create(new MatrixSize(1, Order, Order));
        int bytes = weights.Length * sizeof(float);
        string header = $$$"""
            {"fc.weight":{"dtype":"F32","shape":[{{{Order}}},{{{Order}}}],"data_offsets":[0,{{{bytes}}}]}}
            """;
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(weights.AsSpan()));

        // Everything: the layer, one permutation and the ten parts of the jackknife, and a tenth.
        return new CostedModel($"{Order} × {Order}", path, new Dictionary<string, double>
        {
            [MeasureSet.BulkAndTraps.Name] = 1.03,
            [MeasureSet.Evidence.Name] = 1.02,
            [MeasureSet.Default.Name] = 1.03,
            [MeasureSet.Randomized.Name] = 2.2,
            [MeasureSet.Everything.Name] = 1.1 * (2 + BlockJackknife.DefaultBlocks),
        }, []);
    }

    /// <summary>ResNet-20 of CIFAR-10.</summary>
    public static CostedModel ResNet20(string path) => new(
        "ResNet-20", path, new Dictionary<string, double>
        {
            [MeasureSet.BulkAndTraps.Name] = 1.3,
            [MeasureSet.Default.Name] = 1.3,
            [MeasureSet.Randomized.Name] = 2.2,
        },
        [(MeasureSet.BulkAndTraps.Name, "mp_fit", 7300), (MeasureSet.Randomized.Name, "randomize", 7900)]);

    /// <summary>ResNet-56 of CIFAR-10.</summary>
    public static CostedModel ResNet56(string path) => new(
        "ResNet-56", path, new Dictionary<string, double> { [MeasureSet.Evidence.Name] = 1.15 }, []);
}
