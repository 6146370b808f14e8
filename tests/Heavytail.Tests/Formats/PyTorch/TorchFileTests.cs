using System.Globalization;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Real files: every tensor against what Python's own unpickler finds in them.</summary>
public sealed class TorchFileTests
{
    private const string Fixtures = "models/burn-reader-fixtures/src__pytorch__tests__reader__test_data__";

    private const double Tolerance = 1e-9;

    public static TheoryData<string> Files => [.. Rows().Select(row => row.File).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Tensors_are_those_that_python_finds(string file)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{file}"));
        var expected = Rows().Where(row => row.File == file).ToArray();

        Assert.Equal(expected.Select(row => row.Name), checkpoint.Tensors.Select(tensor => tensor.Name));
        foreach (var (row, tensor) in expected.Zip(checkpoint.Tensors))
        {
            Assert.Equal((row.Type, row.Shape), (tensor.Type.Name(), tensor.Shape.ToString()));
            double[] values = checkpoint.Read(tensor);
            Assert.Equal(row.First, values.Take(row.First.Length));
            Assert.Equal(
                row.Checksum, Checksum(values), Tolerance * (1 + values.Sum(value => Math.Abs(Clamped(value)))));
        }
    }

    [Theory]
    [InlineData("float32", ElementType.F32, "1 2.5 -3.700000047683716 0")]
    [InlineData("float64", ElementType.F64, "1.1 2.2 3.3")]
    [InlineData("float16", ElementType.F16, "1.5 -2.25 3.125")]
    [InlineData("bfloat16", ElementType.BF16, "1.5 -2.5 3.5")]
    [InlineData("int64", ElementType.I64, "100 -200 300 0")]
    [InlineData("int32", ElementType.I32, "10 20 -30")]
    [InlineData("int16", ElementType.I16, "1000 -2000 3000")]
    [InlineData("int8", ElementType.I8, "127 -128 0 50")]
    [InlineData("uint8", ElementType.U8, "0 128 255 42")]
    [InlineData("bool", ElementType.Bool, "1 0 1 1 0")]
    [InlineData("scalar", ElementType.F32, "42")]
    [InlineData("empty", ElementType.F32, "")]
    [InlineData("special_values", ElementType.F32, "nan inf -inf 0 1")]
    public void Every_type_is_read(string fixture, ElementType type, string expected)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"{Fixtures}{fixture}.pt"));

        var tensor = checkpoint.Tensor("tensor");

        Assert.Equal("PyTorch (zip)", checkpoint.Format);
        Assert.Equal(type, tensor.Type);
        Assert.Equal(Numbers(expected), checkpoint.Read(tensor));
    }

    [Theory]
    [InlineData("legacy_uncloned_views", "tensor2", "50 51 52 53 54 55 56 57 58 59")]
    [InlineData("legacy_with_offsets", "tensor3", "3 3.1 3.2 3.3 3.4")]
    [InlineData("simple_legacy", "bias", "1 1")]
    public void Legacy_tensors_are_read_at_their_offsets(string fixture, string tensor, string expected)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"{Fixtures}{fixture}.pt"));

        Assert.Equal("PyTorch (legacy)", checkpoint.Format);
        Assert.Equal(Numbers(expected), checkpoint.Read(tensor), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void An_optimizer_is_left_out_and_mentioned()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"{Fixtures}checkpoint.pt"));

        Assert.Equal(
            ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("optimizer_state_dict: 1 tensor", checkpoint.Metadata["ignored"]);
        Assert.Equal("model_state_dict", checkpoint.Metadata["state_dict"]);
    }

    [Fact]
    public void A_text_file_is_of_no_known_format()
    {
        var exception = Assert.Throws<UnknownFormatException>(
            () => Checkpoint.Open(SharedData.Path($"{Fixtures}broken.pt")));

        Assert.Contains("\"abc\"", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ultralight-face/version-slim-320.pth", 184, "base_net.0.0.weight", "[16, 3, 3, 3]")]
    [InlineData("ultralight-face/version-RFB-320.pth", 244, "base_net.0.0.weight", "[16, 3, 3, 3]")]
    [InlineData("taesd/taesana_encoder.pth", 69, "0.weight", "[32, 3, 3, 3]")]
    [InlineData("cifar10-akamaster-resnet56/resnet56-4bfd9763.th", 277, "module.conv1.weight", "[16, 3, 3, 3]")]
    public void Larger_models_are_listed(string file, int count, string first, string shape)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{file}"));

        Assert.Equal(count, checkpoint.Tensors.Count);
        Assert.Equal((first, shape), (checkpoint.Tensors[0].Name, checkpoint.Tensors[0].Shape.ToString()));
    }

    private sealed record Row(string File, string Name, string Type, string Shape, double Checksum, double[] First);

    private static IEnumerable<Row> Rows()
    {
        string path = Repository.Path("tests/Heavytail.Tests/Data/torch-tensors.tsv");
        return File.ReadLines(path).Select(line => line.Split('\t')).Select(cells => new Row(
            cells[0], cells[1], cells[2], cells[3], Parse(cells[4]), Numbers(cells[5])));
    }

    private static double[] Numbers(string numbers) =>
        [.. numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Python spells infinity its own way.</summary>
    private static double Parse(string number) => number switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(number, CultureInfo.InvariantCulture),
    };

    private static double Checksum(double[] values) =>
        values.Select((value, index) => Clamped(value) * (1 + index % 7)).Sum();

    private static double Clamped(double value) => double.IsNaN(value) ? 0 : Math.Clamp(value, -1e6, 1e6);
}
