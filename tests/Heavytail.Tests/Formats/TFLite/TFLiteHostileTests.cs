using System.Buffers.Binary;
using Heavytail.Tests.Files.FlatBuffers;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;
using Table = Heavytail.Tests.Files.FlatBuffers.TinyFlatBuffer.Table;

namespace Heavytail.Tests.Formats.TFLite;

/// <summary>TFLite models that lie, each test named after the lie.</summary>
public sealed class TFLiteHostileTests
{
    private static readonly byte[] s_honest =
        new TinyTFLite().Tensor("w", [2], 0, TinySafeTensors.Bytes(1, 2)).ToArray();

    [Fact]
    public void FileEndsAfterItsIdentifier() => Refused.Bytes("m.tflite", s_honest[..8], "lies outside the file");

    [Fact]
    public void FileEndsAnywhere()
    {
        for (int length = 8; length < s_honest.Length - 12; length++)
        {
            Refused.Bytes("m.tflite", s_honest[..length]);
        }
    }

    [Fact]
    public void RootLiesOutside()
    {
        byte[] file = [.. s_honest];
        BinaryPrimitives.WriteUInt32LittleEndian(file, uint.MaxValue);
        Refused.Bytes("m.tflite", file, "byte 4,294,967,295", "outside the file");
    }

    [Fact]
    public void RootIsNoTable() =>
        Refused.Bytes("m.tflite", [8, 0, 0, 0, .. "TFL3"u8, .. new byte[64]], "not a FlatBuffer table");

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void SchemaIsOfAnotherVersion(int version) => Refuse(
        new TinyTFLite { Version = version }, $"schema version {version}, version 3 is read", "convert it again");

    [Fact]
    public void BufferIsNotThere() => Refuse(
        new TinyTFLite().Tensor("w", [1], buffer: 7),
        "tensor `w`: its elements are in buffer 7, the model has 1 buffers");

    [Theory]
    [InlineData(new[] { 3 }, "shape [3] of F32 needs 12 bytes, its buffer holds 8")]
    [InlineData(new[] { 1 }, "needs 4 bytes, its buffer holds 8")]
    [InlineData(new[] { -2 }, "negative dimension")]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue }, "more elements than fit")]
    public void ShapeIsNotThatOfTheData(int[] shape, string fact) => Refuse(
        new TinyTFLite().Tensor("w", shape, 0, TinySafeTensors.Bytes(1, 2)), "tensor `w`", fact);

    [Fact]
    public void RankIs65() => Refuse(
        new TinyTFLite().Tensor("w", [.. Enumerable.Repeat(1, 65)], 0, TinySafeTensors.Bytes(1)), "65 dimensions");

    [Theory]
    [InlineData(3, 0, "3 scales along dimension 0 of shape [2, 2]")]
    [InlineData(2, 2, "2 scales along dimension 2")]
    [InlineData(2, -1, "2 scales along dimension -1")]
    public void ScalesAreNotThoseOfAChannel(int scales, int dimension, string fact) => IsNotRead(
        new TinyTFLite().Tensor("w", [2, 2], 9, new byte[4], TinyTFLite.Scales(new float[scales], null, dimension)),
        fact);

    [Fact]
    public void ZeroPointsAreNotThoseOfTheScales() => IsNotRead(
        new TinyTFLite().Tensor("w", [2, 2], 9, new byte[4], TinyTFLite.Scales([1, 2], [1, 2, 3])),
        "3 zero points for 2 scales");

    /// <summary>
    /// Converters give a bias the dimension of its weight's channels; there is only one that can be meant.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public void BiasHasTheDimensionOfItsWeight(int dimension)
    {
        using var file = new TinyFile("m.tflite", new TinyTFLite()
            .Tensor("b", [2], 9, [1, 2], TinyTFLite.Scales([10, 100], null, dimension)).ToArray());
        Assert.Equal([10, 200], file.Numbers("b"));
    }

    [Theory]
    [InlineData(0, "blocks of 0 elements")]
    [InlineData(-2, "blocks of -2 elements")]
    [InlineData(3, "blocks of 3 elements do not divide")]
    [InlineData(2, "its scales are in tensor 5 of 1")]
    public void BlocksDoNotFit(int size, string fact) => Refuse(
        new TinyTFLite().Tensor("w", [2, 2], 9, new byte[4], TinyTFLite.Blocks(5, size)), fact);

    [Fact]
    public void BlocksHaveTooFewScales() => Refuse(
        new TinyTFLite().Tensor("s", [1], 0, new byte[4]).Tensor("w", [2, 2], 9, new byte[4], TinyTFLite.Blocks(0, 2)),
        "1 scales for the blocks of 2 elements of [2, 2]");

    [Fact]
    public void ScalesOfBlocksAreWhatTheyScale() => Refuse(
        new TinyTFLite().Tensor("w", [2, 2], 9, new byte[4], TinyTFLite.Blocks(0, 2)), "are not floating-point");

    [Fact]
    public void DataLiesBehindTheFile()
    {
        var model = new TinyTFLite();
        Refuse(
            model.Tensor("w", [2], buffer: model.Buffer(new Table((1, 1UL << 62), (2, 8UL)))),
            "a buffer of 8 bytes at offset 4,611,686,018,427,387,904 leaves the file");
    }

    [Fact]
    public void DataIsLongerThanTheFile()
    {
        var model = new TinyTFLite();
        Refuse(
            model.Tensor("w", [2], buffer: model.Buffer(new Table((1, 8UL), (2, ulong.MaxValue)))),
            "a buffer of 18,446,744,073,709,551,615 bytes at offset 8");
    }

    [Fact]
    public void OperatorHasNoCode() => Refused.Bytes(
        "m.tflite",
        TinyFlatBuffer.Write("TFL3", new Table((0, 3), (2, new Table[] { new((3, new Table[] { new((0, 7)) })) }))),
        "an operator has code number 7 of 0");

    [Fact]
    public void NameIsNotUtf8()
    {
        byte[] file = new TinyTFLite().Tensor("wwww", [1], 0, new byte[4]).ToArray();
        file[file.AsSpan().IndexOf("wwww"u8)] = 0xff;
        Refused.Bytes("m.tflite", file, "a string is not UTF-8");
    }

    [Fact]
    public void NameIsEndless() => Refuse(
        new TinyTFLite().Tensor(new string('w', 70_000), [1], 0, new byte[4]),
        "a string has 70,000 bytes, at most 65,536");

    /// <summary>Ten thousand tensors, each a reference to the same one, whose name has sixty thousand bytes.</summary>
    [Fact]
    public void OneTensorIsThereTenThousandTimes()
    {
        const int Times = 10_000;
        byte[] graph = TinyFlatBuffer.Write("TFL3", new Table(
            (0, 3), (2, new[] { new Table((0, new Table[1] { new((3, new string('w', 60_000))) })) })));
        byte[] file = [.. graph, .. new byte[4 * (Times + 1)]];

        // The vector of tensors moves to the end of the file, where it is longer.
        int vector = FindVector(graph);
        int tensor = vector + 4 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(vector + 4));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(graph.Length), Times);
        for (int k = 1; k <= Times; k++)
        {
            int at = graph.Length + (4 * k);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), tensor - at);
        }

        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(vector - 4), graph.Length - (vector - 4));
        Refused.Bytes("m.tflite", file);
    }

    /// <summary>The place of the field of one table that leads to the vector right behind it, of one element.</summary>
    private static int FindVector(byte[] file)
    {
        for (int at = 4; at < file.Length; at++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at)) == 1
                && BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at - 4)) == 4
                && file.AsSpan(at).IndexOf("wwww"u8) < 40)
            {
                return at;
            }
        }

        throw new InvalidOperationException("no such vector");
    }

    private static void IsNotRead(TinyTFLite model, string reason)
    {
        using var file = new TinyFile("m.tflite", model.ToArray());
        Assert.Contains(reason, Assert.Single(file.Checkpoint.Unread).Unread, StringComparison.Ordinal);
    }

    private static void Refuse(TinyTFLite model, params string[] facts) =>
        Refused.Bytes("m.tflite", model.ToArray(), facts);
}
