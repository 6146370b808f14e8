using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Files.Protobuf;

public sealed class ProtoMessageTests
{
    [Fact]
    public void FieldsOfEveryWireType()
    {
        var inner = new TinyProto().Text(1, "text").Packed(2, 1, -1, 300);
        Walk(new TinyProto().Number(1, -5).Single(2, 1.5f).Double(3, 2.5).Message(4, inner).Number(536870911, 7), message =>
        {
            var fields = message.Fields().ToArray();
            Assert.Equal([1, 2, 3, 4, 536870911], fields.Select(field => field.Number));
            Assert.Equal(-5, fields[0].Int64);
            Assert.Equal(1.5f, fields[1].Single);
            Assert.Equal(2.5, BitConverter.UInt64BitsToDouble(fields[2].Value));
            var part = message.Message(fields[3]);
            var parts = part.Fields().ToArray();
            Assert.Equal("text", part.Text(parts[0]));
            Assert.Equal([1, -1, 300], part.Integers(parts[1], 3));
            Assert.Equal([-5], message.Integers(fields[0], 3));
        });
    }

    /// <summary>Names and values on both sides of the window's edge, and longer than it.</summary>
    [Fact]
    public void StringsAreReadWhereverTheyLie()
    {
        var proto = new TinyProto();
        string[] texts = [.. Enumerable.Range(0, 5000).Select(i => $"name {i}"), new('x', 100_000), "last"];
        foreach (string text in texts)
        {
            proto.Text(1, text);
        }

        Walk(proto, message =>
        {
            Assert.Equal(texts, message.Fields().Select(message.Text));
            var fields = message.Fields().ToArray();
            Assert.Equal(texts.Reverse(), fields.Reverse().Select(message.Text));
        });
    }

    [Fact]
    public void FieldsUntilDamageEndWhereItBegins()
    {
        Assert.Equal([(1, 5L), (2, 1L)], Until(new TinyProto().Bytes(1, new byte[5]).Bytes(2, 1)));
        Assert.Equal([(1, 5L), (2, 1_000_000L)], Until(new TinyProto().Bytes(1, new byte[5]).Claim(2, 1_000_000)));
        Assert.Equal([(1, 5L)], Until(new TinyProto().Bytes(1, new byte[5]).Raw(0, 0)));
        Assert.Equal([(1, 5L)], Until(new TinyProto().Bytes(1, new byte[5]).Raw(0xFF)));
        Assert.Equal([(1, 5L)], Until(new TinyProto().Bytes(1, new byte[5]).Raw(0x0B)));
        Assert.Equal([(1, long.MaxValue)], Until(new TinyProto().Claim(1, -1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(1000)]
    public void RepeatedFieldsAreReadInPiecesOfAnyLength(int piece)
    {
        var floats = new TinyProto().Single(4, 1).Number(1, 5).Bytes(4, TinyTorch.Counting(9000)).Text(2, "between")
            .Bytes(4, []).Double(3, 1).Single(4, 2).Single(5, 9);
        float[] expected = [1, .. Enumerable.Range(0, 9000).Select(i => (float)i), 2];
        Assert.Equal(expected.SelectMany(BitConverter.GetBytes), Read(floats, 4, 4, false, expected.Length, piece));

        var integers = new TinyProto().Number(7, -1).Packed(7, 1, 300, long.MaxValue).Number(8, 1).Packed(7)
            .Number(7, 5);
        long[] numbers = [-1, 1, 300, long.MaxValue, 5];
        Assert.Equal(numbers.SelectMany(BitConverter.GetBytes), Read(integers, 7, 8, true, 5, piece));
        Assert.Equal(numbers.Select(number => (byte)number), Read(integers, 7, 1, true, 5, piece));
    }

    [Fact]
    public void RepeatedFieldsThatHaveTooFewOrTooMany()
    {
        var floats = new TinyProto().Bytes(4, TinyTorch.Counting(3));
        Assert.Throws<EndOfStreamException>(() => Read(floats, 4, 4, false, 4, 100));
        Assert.Throws<InvalidDataException>(() => Read(floats, 4, 4, false, 2, 100));
        Assert.Throws<InvalidDataException>(() => Read(floats, 4, 8, false, 2, 100));
        Assert.Throws<InvalidDataException>(() => Read(new TinyProto().Raw(0x0B), 4, 4, false, 1, 100));
        Assert.Throws<InvalidDataException>(() => Read(new TinyProto().Bytes(7, 0x80), 7, 4, true, 1, 100));
        Assert.Throws<InvalidDataException>(
            () => Read(new TinyProto().Bytes(7, [.. Enumerable.Repeat((byte)0x80, 20)]), 7, 4, true, 1, 100));
        Assert.Throws<EndOfStreamException>(() => Read(new TinyProto().Claim(1, 1_000_000), 4, 4, false, 1, 100));
        Assert.Throws<EndOfStreamException>(
            () => Read(new TinyProto().Claim(4, 1_000_000).Raw(1, 2), 4, 4, false, 1, 100));
    }

    private static (int Number, long Length)[] Until(TinyProto proto)
    {
        (int, long)[] found = [];
        Walk(proto, message => found = [.. message.FieldsUntilDamage().Select(field => (field.Number, field.Length))]);
        return found;
    }

    private static byte[] Read(TinyProto proto, int field, int numberBytes, bool isVarint, int count, int piece)
    {
        using var stream = new RepeatedFieldStream(
            new MemoryStream(proto.ToArray()), (long)count * numberBytes, field, numberBytes, isVarint);
        using var all = new MemoryStream();
        byte[] buffer = new byte[piece];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    private static void Walk(TinyProto proto, Action<ProtoMessage> look)
    {
        using var folder = new TempFolder();
        using var file = new DiskSource(folder.Write("x.pb", proto.ToArray()));
        look(new ProtoMessage(file));
    }
}
