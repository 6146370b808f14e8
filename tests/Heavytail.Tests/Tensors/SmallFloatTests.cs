using System.Globalization;
using Heavytail.Tensors;
using Xunit;

namespace Heavytail.Tests.Tensors;

/// <summary>
/// Every pattern of the small types against a formula of the specification: the sum of its mantissa's digits, scaled;
/// and
/// against the largest and smallest numbers that the specifications print.
/// </summary>
public sealed class SmallFloatTests
{
    [Theory]
    [InlineData(ElementType.F8E4M3, 4, 3, 7)]
    [InlineData(ElementType.F8E5M2, 5, 2, 15)]
    [InlineData(ElementType.F6E2M3, 2, 3, 1)]
    [InlineData(ElementType.F6E3M2, 3, 2, 3)]
    [InlineData(ElementType.F4, 2, 1, 1)]
    public void Every_pattern_is_the_sum_of_its_digits(ElementType type, int exponentBits, int mantissaBits, int bias)
    {
        double[] table = SmallFloats.Table(type);
        Assert.Equal(1 << type.Bits(), table.Length);
        for (int bits = 0; bits < table.Length; bits++)
        {
            string digits = Convert.ToString(bits, 2).PadLeft(type.Bits(), '0');
            int exponent = Convert.ToInt32(digits.Substring(1, exponentBits), 2);
            double value = exponent == 0 ? 0 : 1;
            for (int k = 0; k < mantissaBits; k++)
            {
                value += digits[1 + exponentBits + k] == '1' ? Math.Pow(2, -1 - k) : 0;
            }

            value *= Math.Pow(2, (exponent == 0 ? 1 : exponent) - bias);
            value = digits[0] == '1' ? -value : value;
            AssertSame(Special(type, bits) ?? value, table[bits]);
        }
    }

    [Fact]
    public void E8m0_is_powers_of_two()
    {
        double[] table = SmallFloats.Table(ElementType.F8E8M0);
        for (int bits = 0; bits < 255; bits++)
        {
            Assert.Equal(Math.Pow(2, bits - 127), table[bits]);
        }

        Assert.True(double.IsNaN(table[255]));
    }

    [Theory]
    [InlineData(ElementType.F8E4M3, 0x7E, 448)]
    [InlineData(ElementType.F8E4M3, 0x08, 0.015625)]
    [InlineData(ElementType.F8E4M3, 0x01, 0.001953125)]
    [InlineData(ElementType.F8E5M2, 0x7B, 57344)]
    [InlineData(ElementType.F8E5M2, 0x01, 0.0000152587890625)]
    [InlineData(ElementType.F6E2M3, 0x1F, 7.5)]
    [InlineData(ElementType.F6E2M3, 0x01, 0.125)]
    [InlineData(ElementType.F6E3M2, 0x1F, 28)]
    [InlineData(ElementType.F6E3M2, 0x01, 0.0625)]
    [InlineData(ElementType.F4, 0x7, 6)]
    [InlineData(ElementType.F4, 0x1, 0.5)]
    public void Printed_limits_hold(ElementType type, int bits, double expected) =>
        Assert.Equal(expected, SmallFloats.Table(type)[bits]);

    [Theory]
    [InlineData(ElementType.F8E4M3)]
    [InlineData(ElementType.F8E5M2)]
    [InlineData(ElementType.F8E8M0)]
    public void Bytes_are_converted_by_the_table(ElementType type)
    {
        Assert.True(ElementConversion.CanConvert(type));
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(bits => (byte)bits)];
        double[] actual = new double[256];
        ElementConversion.ToDouble(type, bytes, actual);
        Assert.All(actual.Zip(SmallFloats.Table(type)), pair => AssertSame(pair.Second, pair.First));
    }

    [Theory]
    [InlineData(ElementType.F8E4M3)]
    [InlineData(ElementType.F8E5M2)]
    [InlineData(ElementType.F6E2M3)]
    [InlineData(ElementType.F6E3M2)]
    [InlineData(ElementType.F4)]
    [InlineData(ElementType.F8E8M0)]
    public void Epsilon_is_the_step_above_one(ElementType type)
    {
        double next = SmallFloats.Table(type).Where(value => value > 1).Min();
        Assert.Equal(next - 1, type.Epsilon());
    }

    [Fact]
    public void Weights_come_in_bytes_with_a_sign()
    {
        Assert.True(ElementType.F8E4M3.IsRealFloat());
        Assert.True(ElementType.F8E5M2.IsRealFloat());
        Assert.False(ElementType.F8E8M0.IsRealFloat());
        Assert.False(ElementConversion.CanConvert(ElementType.F4));
        Assert.False(ElementConversion.CanConvert(ElementType.F6E2M3));
    }

    private static double? Special(ElementType type, int bits) => (type, bits & 0x7F) switch
    {
        (ElementType.F8E4M3, 0x7F) => double.NaN,
        (ElementType.F8E5M2, 0x7C) => bits < 128 ? double.PositiveInfinity : double.NegativeInfinity,
        (ElementType.F8E5M2, > 0x7C) => double.NaN,
        _ => null,
    };

    private static void AssertSame(double expected, double actual) => Assert.Equal(
        expected.ToString("R", CultureInfo.InvariantCulture), actual.ToString("R", CultureInfo.InvariantCulture));
}
