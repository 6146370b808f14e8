using Heavytail.Tensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Tensors;

/// <summary>Rounding to stored types: every value of a type is kept, and between two the nearest is taken.</summary>
public sealed class ElementNarrowingTests
{
    public static TheoryData<ElementType> Types =>
    [
        ElementType.F64, ElementType.F32, ElementType.F16, ElementType.BF16, ElementType.F8E4M3, ElementType.F8E5M2,
    ];

    [Theory]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F8E4M3)]
    [InlineData(ElementType.F8E5M2)]
    public void Every_finite_value_of_a_type_is_itself(ElementType type)
    {
        int width = type.Bits() / 8;
        for (int bits = 0; bits < 1 << type.Bits(); bits++)
        {
            byte[] stored = BitConverter.GetBytes(bits)[..width];
            double value = Read(type, stored);
            if (double.IsFinite(value))
            {
                Assert.Equal(stored, Write(type, value));
            }
        }
    }

    [Theory]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F8E4M3)]
    [InlineData(ElementType.F8E5M2)]
    public void Between_two_neighbors_the_nearest_is_taken_and_of_a_tie_the_even_one(ElementType type)
    {
        int width = type.Bits() / 8;
        for (int bits = 0; bits < (1 << (type.Bits() - 1)) - 1; bits++)
        {
            double low = Read(type, BitConverter.GetBytes(bits)[..width]);
            double high = Read(type, BitConverter.GetBytes(bits + 1)[..width]);
            if (!double.IsFinite(high))
            {
                return;
            }

            double middle = (low + high) / 2;
            Expect(bits, Math.BitDecrement(middle));
            Expect(bits + 1, Math.BitIncrement(middle));
            Expect(bits + (bits & 1), middle);
        }

        void Expect(int expected, double value)
        {
            Assert.Equal(BitConverter.GetBytes(expected)[..width], Write(type, value));
            byte[] negative = BitConverter.GetBytes(expected | (1 << (type.Bits() - 1)))[..width];
            Assert.Equal(negative, Write(type, -value));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_beyond_the_range_becomes_the_largest_number(ElementType type)
    {
        double largest = ElementNarrowing.Largest(type);
        Assert.True(double.IsFinite(largest));
        Assert.Equal(largest, Read(type, Write(type, double.MaxValue)));
        Assert.Equal(-largest, Read(type, Write(type, double.MinValue)));
    }

    [Fact]
    public void Singles_are_rounded_as_the_processor_rounds()
    {
        foreach (double value in SplitMix.Normals(3, 1000))
        {
            Assert.Equal(BitConverter.GetBytes((float)value), Write(ElementType.F32, value));
            Assert.Equal(BitConverter.GetBytes(value), Write(ElementType.F64, value));
        }
    }

    private static byte[] Write(ElementType type, double value)
    {
        byte[] bytes = new byte[type.Bits() / 8];
        ElementNarrowing.Write(value, type, bytes);
        return bytes;
    }

    private static double Read(ElementType type, byte[] bytes)
    {
        double[] value = new double[1];
        ElementConversion.ToDouble(type, bytes, value);
        return value[0];
    }
}
