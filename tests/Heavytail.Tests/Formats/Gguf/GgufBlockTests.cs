using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Heavytail.Formats.Gguf;
using Heavytail.Formats.Quantization.Blocks;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>Blocks are decoded to the very bits that ggml's reference makes of them.</summary>
public sealed class GgufBlockTests
{
    private const int RandomBlocks = 400;
    private const uint AnyNaN = 0x7fc0_0000;

    public static TheoryData<string> Formulas => [.. BlockFormulas.All.Select(formula => formula.Name)];

    /// <summary>Bytes of all patterns: scales are of either sign, subnormal, infinite, no number.</summary>
    [Theory]
    [MemberData(nameof(Formulas))]
    public void Random_blocks_are_what_the_definition_says(string name)
    {
        var formula = BlockFormulas.Named(name);
        byte[] blocks = RandomBytes(1, RandomBlocks * formula.Bytes);
        for (int i = 0; i < 16; i++)
        {
            blocks.AsSpan(i * formula.Bytes, formula.Bytes).Fill((byte)(i * 17));
        }

        Assert.Equal(Bits(formula.Decode(blocks)), Bits(Decode(BlockOf(name), blocks)));
    }

    /// <summary>Each of the 65,536 half-precision scales, in a block that is else the same.</summary>
    [Fact]
    public void Every_scale_is_converted_as_IEEE_says()
    {
        var formula = BlockFormulas.Named("Q8_0");
        byte[] block = RandomBytes(2, formula.Bytes);
        for (int scale = 0; scale <= ushort.MaxValue; scale++)
        {
            block[0] = (byte)scale;
            block[1] = (byte)(scale >> 8);
            Assert.Equal(Bits(formula.Decode(block)), Bits(Decode(BlockOf("Q8_0"), block)));
        }
    }

    /// <summary>
    /// SHA-256 of what <c>dequantize_row_…</c> of libggml-base itself (LLamaSharp.Backend.Cpu 0.30.0, linux-x64)
    /// makes of
    /// 1000 blocks of random bytes, NaN made one.
    /// </summary>
    [Theory]
    [InlineData("Q4_0", "1fe4a987cf40d603")]
    [InlineData("Q4_1", "1a387315790e2274")]
    [InlineData("Q5_0", "8c386d848767ee93")]
    [InlineData("Q5_1", "728073e909cecfab")]
    [InlineData("Q8_0", "11f68e80bc28d33a")]
    [InlineData("Q2_K", "ba6bd8ef838bf0c9")]
    [InlineData("Q3_K", "4d5cd21126500a19")]
    [InlineData("Q4_K", "cbbe4fb1ef5ead5e")]
    [InlineData("Q5_K", "86ee3feaa367f64a")]
    [InlineData("Q6_K", "13819f542ba7c159")]
    [InlineData("Q8_K", "5c8963c5684b525c")]
    [InlineData("IQ2_XXS", "116d58a7237aeeab")]
    [InlineData("IQ2_XS", "b3ba1dd9f1f61d75")]
    [InlineData("IQ3_XXS", "961e553f0317a0f3")]
    [InlineData("IQ1_S", "1202f1b1df93eda3")]
    [InlineData("IQ4_NL", "be2a205f21d40873")]
    [InlineData("IQ3_S", "764ca23b3876779e")]
    [InlineData("IQ2_S", "96dc0f8f887a7e9a")]
    [InlineData("IQ4_XS", "6da6225f12cb6d1f")]
    [InlineData("IQ1_M", "25f1fe635b61a4ba")]
    [InlineData("TQ1_0", "add4a1a848a4e420")]
    [InlineData("TQ2_0", "9612d206f95e3aac")]
    [InlineData("MXFP4", "ccec7b99def096b1")]
    [InlineData("NVFP4", "b48815f7b4284c7e")]
    [InlineData("Q1_0", "f2c59570ab3f3fa4")]
    [InlineData("Q2_0", "d417e0caf07c1556")]
    public void A_thousand_blocks_are_those_of_ggml(string name, string sha256)
    {
        var block = BlockOf(name);
        var number = GgmlTypes.All.Single(type => type.Value.Name == name).Key;
        float[] values = Decode(block, RandomBytes(number, 1000 * block.Bytes));
        byte[] bytes = MemoryMarshal.AsBytes(Bits(values).AsSpan()).ToArray();
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Written_numbers_come_near(string name)
    {
        var formula = BlockFormulas.Named(name);
        float[] values = [.. SplitMix.Normals(5, 4 * formula.Elements).Select(value => (float)value)];
        float[] once = Decode(BlockOf(name), formula.Quantize(values));

        // Of numbers whose mean square is 1, and about what so many bits can do.
        double error = Math.Sqrt(values.Zip(once).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / values.Length);
        Assert.InRange(error, 0, Math.Min(0.95, 4 * Math.Pow(2, -8.0 * formula.Bytes / formula.Elements)));
    }

    [Fact]
    public void Grids_have_as_many_entries_as_indices_can_name()
    {
        Assert.Equal(8, IqGrids.Iq2Xxs.Entry(255).Length);
        Assert.Equal(8, IqGrids.Iq2Xs.Entry(511).Length);
        Assert.Equal(8, IqGrids.Iq2S.Entry(1023).Length);
        Assert.Equal(4, IqGrids.Iq3Xxs.Entry(255).Length);
        Assert.Equal(4, IqGrids.Iq3S.Entry(511).Length);
        Assert.Equal(8, IqGrids.Iq1.Entry(2047).Length);
    }

    [Fact]
    public void Streams_seek_to_any_byte()
    {
        var block = BlockOf("Q4_K");
        byte[] blocks = BlockFormulas.Named("Q4_K").Quantize(
            [.. SplitMix.Normals(3, 1024).Select(value => (float)value)]);
        byte[] whole = MemoryMarshal.AsBytes(Decode(block, blocks).AsSpan()).ToArray();
        using var stream = new BlockStream(new MemoryStream(blocks), block, 4, isBigEndian: false);
        Assert.Equal(whole.Length, stream.Length);

        var random = new Random(4);
        byte[] buffer = new byte[3000];
        for (int i = 0; i < 300; i++)
        {
            int at = random.Next(whole.Length + 1);
            int count = random.Next(Math.Min(buffer.Length, whole.Length - at) + 1);
            Assert.Equal(at, stream.Seek(at, SeekOrigin.Begin));
            stream.ReadExactly(buffer, 0, count);
            Assert.Equal(whole.AsSpan(at, count).ToArray(), buffer.AsSpan(0, count).ToArray());
            Assert.Equal(at + count, stream.Position);
        }

        stream.Position = whole.Length + 5;
        Assert.Equal(0, stream.Read(buffer));
        Assert.Throws<IOException>(() => stream.Position = -1);
        stream.Seek(-4, SeekOrigin.End);
        Assert.Equal(4, stream.Read(buffer));
    }

    private static BlockType BlockOf(string name) => GgmlTypes.All.Values.Single(type => type.Name == name).Block!;

    private static float[] Decode(BlockType block, byte[] blocks)
    {
        float[] values = new float[blocks.Length / block.Bytes * block.Elements];
        using var stream = new BlockStream(
            new MemoryStream(blocks), block, blocks.Length / block.Bytes, isBigEndian: false);
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static byte[] RandomBytes(uint seed, int count)
    {
        var generator = new SplitMix(seed);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)generator.NextBits();
        }

        return bytes;
    }

    /// <summary>What a NaN carries beside being one is nobody's concern.</summary>
    private static uint[] Bits(float[] values) =>
        [.. values.Select(value => float.IsNaN(value) ? AnyNaN : BitConverter.SingleToUInt32Bits(value))];
}
