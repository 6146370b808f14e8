using System.Text;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Formats.Hdf5;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Keras;

/// <summary>Keras' int4: two codes a byte, with scales of columns or of groups.</summary>
public sealed class KerasPairsTests
{
    private const string PerOutput = "\"dtype\": \"int4_from_float32\"";
    private const string Int4 =
        """
        "dtype": {"class_name": "Int4DTypePolicy", "config": {"mode": "int4/4"}}
        """;

    /// <summary>Packed along the last dimension, by older versions along the first; odd ones are padded.</summary>
    [Theory]
    [InlineData(6, 8, 1, false)]
    [InlineData(6, 7, 1, false)]
    [InlineData(6, 7, 1, true)]
    [InlineData(8, 8, 1, true)]
    [InlineData(6, 7, 0, true)]
    [InlineData(5, 8, 0, true)]
    public void A_scale_for_each_output(int rows, int columns, int axis, bool isConfigured)
    {
        sbyte[] codes = Codes(rows * columns);
        float[] scales = [.. Enumerable.Range(0, columns).Select(k => 0.5f + k)];
        var weights = new TinyHdf5().Add("layers/dense/vars/0", Packed(codes, rows, columns, axis))
            .Floats("layers/dense/vars/1", columns).Add("layers/dense/vars/2", Floats(scales, columns));
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, weights, isConfigured ? Layer("Dense", PerOutput, rows) : null);
        var weight = checkpoint.Tensor("layers/dense/vars/0");
        Assert.Equal(
            codes.Select((code, k) => (double)(float)(code * (1.0 / scales[k % columns]))), checkpoint.Read(weight));
        Assert.Equal((new TensorShape(rows, columns), "int4 with scales"), (weight.Shape, weight.Encoding));
        Assert.Equal((TensorPurpose.Dense, "io"), (weight.Role!.Purpose, weight.Role.Axes));
        Assert.Equal(
            axis == 0 ? (rows + 1) / 2 * columns : rows * ((columns + 1) / 2), (int)weight.StoredByteCount);
    }

    [Theory]
    [InlineData(10, 8, 1)]
    [InlineData(10, 7, 1)]
    [InlineData(9, 8, 0)]
    public void Scales_and_zeros_of_groups(int rows, int columns, int axis)
    {
        const int Group = 4;
        int groups = (rows + Group - 1) / Group;
        sbyte[] codes = Codes(rows * columns);
        var (scales, zeros) = Groups(groups * columns);
        var weights = new TinyHdf5().Add("layers/dense/vars/0", Packed(codes, rows, columns, axis))
            .Floats("layers/dense/vars/1", columns).Add("layers/dense/vars/2", Floats(scales, groups, columns))
            .Add("layers/dense/vars/3", Bytes(zeros, groups, columns))
            .Add(
                "layers/dense/vars/4",
                Floats([.. Enumerable.Range(0, rows).Select(row => (float)(row / Group))], rows));
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, weights, Layer("Dense", Int4, rows));
        Assert.Equal(
            codes.Select((code, k) =>
            {
                int group = (k / columns / Group * columns) + (k % columns);
                return (double)(float)((code - zeros[group]) * scales[group]);
            }),
            checkpoint.Read("layers/dense/vars/0"));
        Assert.True(checkpoint.Tensor("layers/dense/vars/3").IsCompanion);
        Assert.True(checkpoint.Tensor("layers/dense/vars/4").IsCompanion);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_embedding(bool isGrouped)
    {
        const int Entries = 12;
        const int Outputs = 7;
        sbyte[] codes = Codes(Entries * Outputs);
        var (scales, zeros) = Groups(isGrouped ? Entries * 2 : Entries);
        var weights = new TinyHdf5().Add("layers/embedding/vars/0", Packed(codes, Entries, Outputs, 1));
        _ = isGrouped
            ? weights.Add("layers/embedding/vars/1", Floats(scales, Entries, 2))
                .Add("layers/embedding/vars/2", Bytes(zeros, Entries, 2))
                .Add("layers/embedding/vars/3", Floats([0, 0, 0, 0, 1, 1, 1], Outputs))
            : weights.Add("layers/embedding/vars/1", Floats(scales, Entries));
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, weights, Layer("Embedding", $"\"output_dim\": {Outputs}, {Int4}", 1));
        Assert.Equal(
            codes.Select((code, k) =>
            {
                int group = (k / Outputs * 2) + (k % Outputs / 4);
                return isGrouped
                    ? (double)(float)((code - zeros[group]) * scales[group])
                    : (float)(code * (1.0 / scales[k / Outputs]));
            }),
            checkpoint.Read("layers/embedding/vars/0"));
    }

    /// <summary>The second table of an embedding in int8 has scales of its own.</summary>
    [Fact]
    public void Codes_have_the_scales_that_follow_them()
    {
        sbyte[] codes = Codes(30);
        float[] first = [1, 2, 4, 8, 16];
        float[] second = [32, 64, 128, 256, 512];
        var weights = new TinyHdf5().Add("layers/e/vars/0", Bytes(codes, 5, 6)).Add("layers/e/vars/1", Floats(first, 5))
            .Add("layers/e/vars/2", Bytes(codes, 6, 5)).Add("layers/e/vars/3", Floats(second, 5));
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, weights, null);
        Assert.Equal(codes.Select((code, k) => (double)code / first[k / 6]), checkpoint.Read("layers/e/vars/0"));
        Assert.Equal(codes.Select((code, k) => (double)code / second[k % 5]), checkpoint.Read("layers/e/vars/2"));
    }

    [Theory]
    [InlineData("EinsumDense", Int4, "int4 of Keras whose dimensions")]
    [InlineData("Dense", PerOutput, "int4 of Keras whose dimensions")]
    [InlineData("Dense", "\"dtype\": \"gptq/4/128_from_float32\"", "gptq of Keras, which is not read")]
    public void Other_layouts_are_named(string word, string policy, string reason)
    {
        string name = word == "Dense" ? "dense" : "einsum_dense";
        var weights = new TinyHdf5().Add($"layers/{name}/vars/0", Bytes(Codes(21), 3, 7))
            .Add($"layers/{name}/vars/1", Floats([1, 2, 3, 4, 5, 6, 7], 7)).Floats("layers/dense_9/vars/0", 20, 20);
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, weights, Layer(word, policy, null));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("layers/dense_9/vars/0", Assert.Single(model.Layers).Name);
        Assert.Contains(
            reason, model.Skipped.Single(tensor => tensor.Name == $"layers/{name}/vars/0").Explanation,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3f, "puts input 3 into group 3 of 2")]
    [InlineData(-1f, "puts input 3 into group -1 of 2")]
    public void AnInputIsInAGroupThatIsNotThere(float group, string fact)
    {
        var (scales, zeros) = Groups(8);
        var weights = new TinyHdf5().Add("layers/dense/vars/0", Packed(Codes(16), 4, 4, 1))
            .Add("layers/dense/vars/1", Floats(scales, 2, 4)).Add("layers/dense/vars/2", Bytes(zeros, 2, 4))
            .Add("layers/dense/vars/3", Floats([0, 0, 1, group], 4)).Floats("layers/dense_9/vars/0", 20, 20);
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, weights, Layer("Dense", Int4, 4));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("layers/dense_9/vars/0", Assert.Single(model.Layers).Name);
        Assert.Contains(
            fact, Assert.Single(model.Skipped, tensor => tensor.Reason == SkipReason.Unread).Explanation,
            StringComparison.Ordinal);
    }

    /// <summary>Codes of −8 to 7, two a byte, the first in the lower half; an odd side is padded with a zero.</summary>
    internal static TinyHdf5.Content Packed(sbyte[] codes, int rows, int columns, int axis)
    {
        int At(int row, int column) => row < rows && column < columns ? codes[(row * columns) + column] & 15 : 0;
        (int tall, int wide) = axis == 0 ? ((rows + 1) / 2, columns) : (rows, (columns + 1) / 2);
        byte[] bytes = new byte[tall * wide];
        for (int k = 0; k < bytes.Length; k++)
        {
            (int row, int column) = (k / wide, k % wide);
            int low = axis == 0 ? At(2 * row, column) : At(row, 2 * column);
            int high = axis == 0 ? At((2 * row) + 1, column) : At(row, (2 * column) + 1);
            bytes[k] = (byte)(low + (16 * high));
        }

        return new TinyHdf5.Content(TinyHdf5.Integer(1, true), [tall, wide], bytes);
    }

    private static sbyte[] Codes(int count) => [.. Enumerable.Range(0, count).Select(k => (sbyte)((k * 7 % 16) - 8))];

    private static (float[] Scales, sbyte[] Zeros) Groups(int count) => (
        [.. Enumerable.Range(0, count).Select(k => 0.25f + k)],
        [.. Enumerable.Range(0, count).Select(k => (sbyte)((k % 5) - 2))]);

    private static TinyHdf5.Content Floats(float[] numbers, params long[] shape) =>
        new(TinyHdf5.F32, shape, TinySafeTensors.Bytes(numbers));

    private static TinyHdf5.Content Bytes(sbyte[] numbers, params long[] shape) =>
        new(TinyHdf5.Integer(1, true), shape, Array.ConvertAll(numbers, number => (byte)number));

    private static string Layer(string word, string settings, int? inputs) => $$"""
        {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "{{word}}",
        "config": {"name": "x", {{settings}} },
        "build_config": {{(inputs is null ? "{}" : $"{{\"input_shape\": [null, {inputs}]}}")}} } ] } }
        """;

    private static Checkpoint Open(TempFolder folder, TinyHdf5 weights, string? config) => Checkpoint.Open(
        config is null
            ? folder.Write("m.weights.h5", weights.ToArray())
            : folder.Write("m.keras", new TinyZip().Add("metadata.json", "{}"u8.ToArray())
                .Add("config.json", Encoding.UTF8.GetBytes(config)).Add("model.weights.h5", weights.ToArray())
                .ToArray()));
}
