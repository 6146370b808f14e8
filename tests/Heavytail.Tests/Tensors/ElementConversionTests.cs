using System.Runtime.InteropServices;
using Heavytail.Tensors;
using Xunit;

namespace Heavytail.Tests.Tensors;

/// <summary>
/// The vector loops against .NET's own conversion of one number, for every bit pattern and every rest.
/// </summary>
public sealed class ElementConversionTests
{
    private static readonly ushort[] s_patterns = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];

    [Fact]
    public void Every_half_is_the_double_that_it_is() => AssertSame(
        Array.ConvertAll(s_patterns, bits => (double)BitConverter.UInt16BitsToHalf(bits)),
        Convert(ElementType.F16, s_patterns));

    [Fact]
    public void Every_bfloat16_is_the_upper_half_of_a_float() => AssertSame(
        Array.ConvertAll(s_patterns, bits => (double)BitConverter.UInt32BitsToSingle((uint)bits << 16)),
        Convert(ElementType.BF16, s_patterns));

    [Fact]
    public void Floats_keep_subnormals_signs_and_infinities()
    {
        float[] floats =
        [
            0, -0f, float.Epsilon, -float.Epsilon, float.MinValue, float.MaxValue, float.NaN,
            float.PositiveInfinity, float.NegativeInfinity, 1.1754942e-38f, 1, -1.5f, MathF.PI,
        ];
        AssertSame(Array.ConvertAll(floats, value => (double)value), Convert(ElementType.F32, floats));
    }

    [Fact]
    public void Whole_numbers_are_exact_up_to_2_to_53_and_rounded_beyond()
    {
        AssertSame([0, 1, 127, -128, -1], Convert<sbyte>(ElementType.I8, [0, 1, 127, -128, -1]));
        AssertSame([0, 255], Convert<byte>(ElementType.U8, [0, 255]));
        AssertSame([0, 1, 1], Convert<byte>(ElementType.Bool, [0, 1, 2]));
        AssertSame([-32768, 32767], Convert<short>(ElementType.I16, [-32768, 32767]));
        AssertSame([65535], Convert<ushort>(ElementType.U16, [65535]));
        AssertSame([int.MinValue, int.MaxValue], Convert(ElementType.I32, [int.MinValue, int.MaxValue]));
        AssertSame([uint.MaxValue], Convert(ElementType.U32, [uint.MaxValue]));
        AssertSame([long.MinValue, 9007199254740992, 9007199254740992], Convert(
            ElementType.I64, [long.MinValue, 9007199254740992, 9007199254740993]));
        AssertSame([18446744073709551616.0], Convert(ElementType.U64, [ulong.MaxValue]));
        AssertSame([double.Epsilon, -0.0], Convert(ElementType.F64, [double.Epsilon, -0.0]));
    }

    [Theory]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.F64)]
    [InlineData(ElementType.U16)]
    public void Any_length_at_any_alignment(ElementType type)
    {
        int size = type.Bits() / 8;
        byte[] bytes = [.. Enumerable.Range(0, 40 * size).Select(k => (byte)((k * 37) + 11))];
        double[] whole = new double[40];
        ElementConversion.ToDouble(type, bytes, whole);
        for (int length = 0; length <= 40; length++)
        {
            byte[] shifted = [0, .. bytes.AsSpan(0, length * size)];
            double[] actual = new double[length + 1];
            actual[length] = 7;
            ElementConversion.ToDouble(type, shifted.AsSpan(1), actual.AsSpan(0, length));
            AssertSame([.. whole.AsSpan(0, length), 7], actual);
        }
    }

    [Fact]
    public void A_type_without_real_numbers_is_refused_before_anything_is_read()
    {
        using var empty = new MemoryStream();
        Assert.Throws<NotSupportedException>(() => ElementConversion.Read(empty, ElementType.F4, new double[3]));
        Assert.Throws<EndOfStreamException>(() => ElementConversion.Read(empty, ElementType.F32, new double[3]));
    }

    private static double[] Convert<T>(ElementType type, T[] elements)
        where T : unmanaged
    {
        double[] result = new double[elements.Length];
        ElementConversion.ToDouble(type, MemoryMarshal.AsBytes<T>(elements), result);
        return result;
    }

    /// <summary>To the last bit, the sign of zero included; any NaN is as good as another.</summary>
    private static void AssertSame(double[] expected, double[] actual) => Assert.Equal(
        Array.ConvertAll(expected, Bits), Array.ConvertAll(actual, Bits));

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);
}
