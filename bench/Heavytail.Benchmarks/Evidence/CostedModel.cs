using System.Runtime.InteropServices;
using System.Text;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>A file whose analysis is timed.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Path">Its path.</param>
/// <param name="Limits">How many times plain each set may take, in the order of <see cref="MeasureSet.All"/>.</param>
internal sealed record CostedModel(string Name, string Path, IReadOnlyList<double?> Limits)
{
    private const int Order = 2048;

    /// <summary>One dense layer of 2048 × 2048 normal weights, written to a folder.</summary>
    public static CostedModel Dense(string folder)
    {
        string path = System.IO.Path.Combine(folder, "dense.safetensors");
        var weights = GaussianWeights.Create(new MatrixSize(1, Order, Order));
        string header = $$$"""
            {"fc.weight":{"dtype":"F32","shape":[{{{Order}}},{{{Order}}}],"data_offsets":[0,{{{weights.Length * 4}}}]}}
            """;
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(weights.AsSpan()));

        // Everything: two decompositions, and a tenth.
        return new CostedModel($"{Order} × {Order}", path, [null, null, null, null, 1.03, 1.02, 2.2, 2.2]);
    }

    /// <summary>ResNet-20 of CIFAR-10.</summary>
    public static CostedModel ResNet20(string path) => new("ResNet-20", path, [null, null, null, null, 1.3, 1.15, 2.2, null]);
}
