using System.Runtime.InteropServices;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Reparametrization;

/// <summary>A weight that is computed is as precise as what it is computed from.</summary>
public sealed class StoredPrecisionTests
{
    private const int Rows = 40;
    private const int Columns = 30;
    private const int Rank = 5;

    public enum Scheme
    {
        Mask,
        MaskBeside,
        SpectralNorm,
        WeightNorm,
    }

    public static TheoryData<string, Scheme> Cases => new MatrixTheoryData<string, Scheme>(
        ["F32", "F16", "BF16"], Enum.GetValues<Scheme>());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rank_and_equal_values(string type, Scheme scheme)
    {
        var random = new Random(1);
        double[] left = [.. Enumerable.Range(0, Rows * Rank).Select(_ => random.NextDouble() - 0.5)];
        double[] right = [.. Enumerable.Range(0, Rank * Columns).Select(_ => random.NextDouble() - 0.5)];
        double[] low = [.. Enumerable.Range(0, Rows * Columns).Select(k => Enumerable.Range(0, Rank)
            .Sum(r => left[(k / Columns * Rank) + r] * right[(r * Columns) + (k % Columns)]))];
        Assert.Equal(Rank, Analyze(type, scheme, Rows, Columns, low)["matrix_rank"]);

        // A reflection is orthogonal.
        double[] normal = left[..Columns];
        double length = normal.Sum(value => value * value);
        double[] equal = [.. Enumerable.Range(0, Columns * Columns).Select(k => (k / Columns == k % Columns ? 1 : 0)
            - (2 * normal[k / Columns] * normal[k % Columns] / length))];
        Assert.Null(Analyze(type, scheme, Columns, Columns, equal)["alpha"]);
    }

    private static LayerAnalysis Analyze(string type, Scheme scheme, int rows, int columns, double[] numbers)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, numbers.Length)];
        double[] u = [.. Enumerable.Range(0, rows).Select(k => k == 1 ? 1.0 : 0.25)];
        double[] norms = [.. Enumerable.Range(0, rows).Select(row => Math.Sqrt(
            numbers.Skip(row * columns).Take(columns).Sum(value => value * value)))];
        (string Name, long[] Shape, double[] Numbers)[] tensors = scheme switch
        {
            Scheme.Mask => [("a.weight_orig", [rows, columns], numbers), ("a.weight_mask", [rows, columns], ones)],
            Scheme.MaskBeside => [("a.weight", [rows, columns], numbers), ("a.mask", [rows, columns], ones)],
            Scheme.SpectralNorm => [("a.weight_orig", [rows, columns], numbers), ("a.weight_u", [rows], u)],
            _ => [("a.weight_v", [rows, columns], numbers), ("a.weight_g", [rows, 1], norms)],
        };
        using var file = new TinyFile("m.safetensors", TinySafeTensors.File(
            [.. tensors.Select(tensor => (tensor.Name, type, tensor.Shape, Bytes(type, tensor.Numbers)))]));
        var model = Analyzer.Analyze(file.Checkpoint, cancellation: TestContext.Current.CancellationToken);
        return Assert.Single(model.Layers);
    }

    private static byte[] Bytes(string type, double[] numbers) => type switch
    {
        "F32" => MemoryMarshal.AsBytes<float>([.. numbers.Select(value => (float)value)]).ToArray(),
        "F16" => MemoryMarshal.AsBytes<Half>([.. numbers.Select(value => (Half)value)]).ToArray(),
        _ => MemoryMarshal.AsBytes<ushort>([.. numbers.Select(value =>
            (ushort)((BitConverter.SingleToUInt32Bits((float)value) + 0x8000) >> 16))]).ToArray(),
    };
}
