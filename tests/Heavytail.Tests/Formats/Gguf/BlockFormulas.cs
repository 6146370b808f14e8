using System.Buffers.Binary;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>The block types of ggml that can be written without a search, by their definitions.</summary>
internal static class BlockFormulas
{
    private static readonly int[] s_iq4 = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    public static IReadOnlyList<BlockFormula> All { get; } =
    [
        new OneScale("Q4_0", 2, 32, 18, (0, 15), 8, i => (new(2 + (i % 16), i / 16 * 4, 4), default)),
        new ScaleAndMinimum("Q4_1", 3, 20, 15, i => (new(4 + (i % 16), i / 16 * 4, 4), default)),
        new OneScale(
            "Q5_0", 6, 32, 22, (0, 31), 16, i => (new(6 + (i % 16), i / 16 * 4, 4), new(2 + (i / 8), i % 8, 1))),
        new ScaleAndMinimum("Q5_1", 7, 24, 31, i => (new(8 + (i % 16), i / 16 * 4, 4), new(4 + (i / 8), i % 8, 1))),
        new OneScale("Q8_0", 8, 32, 34, (-128, 127), 0, i => (new(2 + i, 0, 8), default)),
        new OneScale("Q8_1", 9, 32, 36, (-128, 127), 0, i => (new(4 + i, 0, 8), default)),
        new GroupsAndMinima("Q2_K", 10, 84, 16, 3, 80, Quarters(16), default, Q2Scale, Q2Minimum),
        new Groups("Q3_K", 11, 110, 16, 4, 7, 108, 6, Quarters(32), i => new(i % 32, i / 32, 1), Q3Scale),
        new GroupsAndMinima("Q4_K", 12, 144, 32, 15, 0, Halves(16), default, SixBitScale, SixBitMinimum),
        new GroupsAndMinima(
            "Q5_K", 13, 176, 32, 31, 0, Halves(48), i => new(16 + (i % 32), i / 32, 1), SixBitScale, SixBitMinimum),
        new Groups(
            "Q6_K", 14, 210, 16, 32, 63, 208, 8, i => new((i / 128 * 64) + (i % 64), i % 128 / 64 * 4, 4),
            i => new(128 + (i / 128 * 32) + (i % 32), i % 128 / 32 * 2, 2), g => (new(192 + g, 0, 8), default)),
        new OneScale("Q8_K", 15, 256, 292, (-128, 127), 0, i => (new(4 + i, 0, 8), default)),
        new Table("IQ4_NL", 20, 32, 18, 32, i => new(2 + (i % 16), i / 16 * 4, 4)),
        new Iq4Groups(),
        new Ternary(),
        new OneScale("TQ2_0", 35, 256, 66, (0, 3), 1, i => (Quarters(0)(i), default)),
        new Table("MXFP4", 39, 32, 17, 32, i => new(1 + (i % 16), i / 16 * 4, 4)),
        new Table("NVFP4", 40, 64, 36, 16, i => new(4 + (i / 16 * 8) + (i % 8), i % 16 / 8 * 4, 4)),
        new OneScale("Q2_0", 42, 64, 18, (0, 3), 1, i => (new(2 + (i / 4), i % 4 * 2, 2), default)),
    ];

    public static BlockFormula Named(string name) => All.Single(formula => formula.Name == name);

    /// <summary>Two bits: a byte has those of four numbers that are 32 apart.</summary>
    private static Func<int, BitRun> Quarters(int start) =>
        i => new(start + (i / 128 * 32) + (i % 32), i % 128 / 32 * 2, 2);

    /// <summary>Nibbles: a byte has those of two numbers that are 32 apart.</summary>
    private static Func<int, BitRun> Halves(int start) =>
        i => new(start + (i / 64 * 32) + (i % 32), i % 64 / 32 * 4, 4);

    private static (BitRun Low, BitRun High) Q2Scale(int group) => (new(group, 0, 4), default);

    private static (BitRun Low, BitRun High) Q2Minimum(int group) => (new(group, 4, 4), default);

    private static (BitRun Low, BitRun High) Q3Scale(int group) =>
        (new(96 + (group % 8), group / 8 * 4, 4), new(104 + (group % 4), group / 4 * 2, 2));

    private static (BitRun Low, BitRun High) SixBitScale(int group) => group < 4
        ? (new(4 + group, 0, 6), default)
        : (new(8 + group, 0, 4), new(group, 6, 2));

    private static (BitRun Low, BitRun High) SixBitMinimum(int group) => group < 4
        ? (new(8 + group, 0, 6), default)
        : (new(8 + group, 4, 4), new(4 + group, 6, 2));

    /// <summary>(code − offset)·d, rounded once: the product is exact in double.</summary>
    private sealed class OneScale(
        string name, uint number, int elements, int bytes, (int, int) codes, int offset,
        Func<int, (BitRun Low, BitRun High)> runs) : BlockFormula(name, number, elements, bytes)
    {
        protected override (int Least, int Most) Codes => codes;

        private int ScaleAt => Name switch
        {
            "TQ2_0" => 64,
            _ => 0,
        };

        protected override (BitRun Low, BitRun High) Runs(int i) => runs(i);

        protected override float Value(ReadOnlySpan<byte> block, int i, int code) =>
            (float)((code - offset) * (double)Scale(block));

        protected override void WriteScales(Span<byte> block, ReadOnlySpan<float> values)
        {
            float scale = Largest(values) / (offset == 0 ? 127 : offset);
            if (Name == "Q8_K")
            {
                BinaryPrimitives.WriteSingleLittleEndian(block, scale);
            }
            else
            {
                WriteHalf(block, ScaleAt, scale);
            }
        }

        private float Scale(ReadOnlySpan<byte> block) =>
            Name == "Q8_K" ? BinaryPrimitives.ReadSingleLittleEndian(block) : Half(block, ScaleAt);
    }

    /// <summary>code·d + m, rounded after each.</summary>
    private sealed class ScaleAndMinimum(
        string name, uint number, int bytes, int most, Func<int, (BitRun Low, BitRun High)> runs)
        : BlockFormula(name, number, 32, bytes)
    {
        protected override (int Least, int Most) Codes => (0, most);

        protected override (BitRun Low, BitRun High) Runs(int i) => runs(i);

        protected override float Value(ReadOnlySpan<byte> block, int i, int code)
        {
            float product = (float)(code * (double)Half(block, 0));
            return (float)(product + (double)Half(block, 2));
        }

        protected override void WriteScales(Span<byte> block, ReadOnlySpan<float> values)
        {
            float least = System.Numerics.Tensors.TensorPrimitives.Min(values);
            WriteHalf(block, 0, (System.Numerics.Tensors.TensorPrimitives.Max(values) - least) / most);
            WriteHalf(block, 2, least);
        }
    }

    /// <summary>
    /// (d·s)·(code − offset) with an integer s for each group; six bits of it are less 32, eight have a sign.
    /// </summary>
    private sealed class Groups(
        string name, uint number, int bytes, int group, int offset, int most, int scaleAt, int scaleBits,
        Func<int, BitRun> low, Func<int, BitRun> high, Func<int, (BitRun Low, BitRun High)> scales)
        : BlockFormula(name, number, 256, bytes)
    {
        protected override (int Least, int Most) Codes => (0, most);

        protected override (BitRun Low, BitRun High) Runs(int i) => (low(i), high(i));

        protected override float Value(ReadOnlySpan<byte> block, int i, int code)
        {
            float scale = (float)(Half(block, scaleAt) * (double)Scale(block, i / group));
            return (float)(scale * (double)(code - offset));
        }

        protected override void WriteScales(Span<byte> block, ReadOnlySpan<float> values)
        {
            int mostScale = (1 << (scaleBits - 1)) - 1;
            float unit = Largest(values) / offset / mostScale;
            WriteHalf(block, scaleAt, unit);
            for (int g = 0; g < 256 / group; g++)
            {
                float wanted = Largest(values.Slice(g * group, group)) / offset;
                int scale = unit == 0 ? 0 : (int)Math.Min(mostScale, MathF.Ceiling(wanted / unit));
                int stored = scaleBits == 6 ? scale + 32 : scale;
                var (first, second) = scales(g);
                first.Write(block, stored);
                if (second.Width > 0)
                {
                    second.Write(block, stored >> first.Width);
                }
            }
        }

        private int Scale(ReadOnlySpan<byte> block, int g)
        {
            var (first, second) = scales(g);
            int stored = first.Read(block) + (second.Width == 0 ? 0 : second.Read(block) << first.Width);
            return scaleBits == 6 ? stored - 32 : (sbyte)stored;
        }
    }

    /// <summary>(d·s)·code − (dmin·m) with integers s and m for each group.</summary>
    private sealed class GroupsAndMinima(
        string name, uint number, int bytes, int group, int most, int scalesAt, Func<int, BitRun> low,
        Func<int, BitRun>? high, Func<int, (BitRun Low, BitRun High)> scales,
        Func<int, (BitRun Low, BitRun High)> minima)
        : BlockFormula(name, number, 256, bytes)
    {
        protected override (int Least, int Most) Codes => (0, most);

        private int MostScale => Name == "Q2_K" ? 15 : 63;

        protected override (BitRun Low, BitRun High) Runs(int i) => (low(i), high?.Invoke(i) ?? default);

        protected override float Value(ReadOnlySpan<byte> block, int i, int code)
        {
            float scale = (float)(Half(block, scalesAt) * (double)Read(block, scales(i / group)));
            float minimum = (float)(Half(block, scalesAt + 2) * (double)Read(block, minima(i / group)));
            float product = (float)(scale * (double)code);
            return (float)(product - (double)minimum);
        }

        protected override void WriteScales(Span<byte> block, ReadOnlySpan<float> values)
        {
            var wanted = new (float Scale, float Minimum)[256 / group];
            for (int g = 0; g < wanted.Length; g++)
            {
                var numbers = values.Slice(g * group, group);
                float minimum = Math.Max(0, -System.Numerics.Tensors.TensorPrimitives.Min(numbers));
                wanted[g] = ((System.Numerics.Tensors.TensorPrimitives.Max(numbers) + minimum) / most, minimum);
            }

            WriteHalf(block, scalesAt, wanted.Max(pair => pair.Scale) / MostScale);
            WriteHalf(block, scalesAt + 2, wanted.Max(pair => pair.Minimum) / MostScale);
            for (int g = 0; g < wanted.Length; g++)
            {
                Write(block, scales(g), wanted[g].Scale, Half(block, scalesAt));
                Write(block, minima(g), wanted[g].Minimum, Half(block, scalesAt + 2));
            }
        }

        private static int Read(ReadOnlySpan<byte> block, (BitRun Low, BitRun High) runs) =>
            runs.Low.Read(block) + (runs.High.Width == 0 ? 0 : runs.High.Read(block) << runs.Low.Width);

        private void Write(Span<byte> block, (BitRun Low, BitRun High) runs, float wanted, float unit)
        {
            int value = unit > 0 ? (int)Math.Clamp(MathF.Round(wanted / unit), 0, MostScale) : 0;
            runs.Low.Write(block, value);
            if (runs.High.Width > 0)
            {
                runs.High.Write(block, value >> runs.Low.Width);
            }
        }
    }

    /// <summary>A level of a table times a scale, rounded once.</summary>
    private sealed class Table(string name, uint number, int elements, int bytes, int group, Func<int, BitRun> runs)
        : BlockFormula(name, number, elements, bytes)
    {
        public override bool IsLinear => false;

        protected override (int Least, int Most) Codes => (0, 15);

        protected override (BitRun Low, BitRun High) Runs(int i) => (runs(i), default);

        protected override float Value(ReadOnlySpan<byte> block, int i, int code) => (float)(Name == "IQ4_NL"
            ? s_iq4[code] * (double)Half(block, 0)
            : Fp4(code) * (Name == "MXFP4" ? Math.Pow(2, block[0] - 127) : Fp8(block[i / group])));

        protected override void WriteScales(Span<byte> block, ReadOnlySpan<float> values)
        {
            if (Name == "IQ4_NL")
            {
                WriteHalf(block, 0, Largest(values) / 113);
                return;
            }

            for (int g = 0; g < values.Length / group; g++)
            {
                double wanted = Largest(values.Slice(g * group, group)) / 6;
                block[g] = (byte)(Name == "MXFP4"
                    ? Math.Clamp(127 + Math.Ceiling(Math.Log2(Math.Max(wanted, 1e-30))), 0, 254)
                    : Enumerable.Range(0, 127).MinBy(bits => Math.Abs(Fp8((byte)bits) - wanted)));
            }
        }

        /// <summary>A sign, two bits of exponent, one of mantissa.</summary>
        private static double Fp4(int code)
        {
            int exponent = code / 2 % 4;
            double magnitude = exponent == 0 ? code % 2 * 0.5 : (1 + (code % 2 * 0.5)) * Math.Pow(2, exponent - 1);
            return code < 8 ? magnitude : 0 - magnitude;
        }

        /// <summary>
        /// Four bits of exponent, three of mantissa; the upper bit is not used, 0x7f is NaN and taken for zero.
        /// </summary>
        private static double Fp8(byte bits)
        {
            int exponent = bits / 8 % 16;
            double mantissa = bits % 8 / 8.0;
            return bits == 0x7f ? 0
                : exponent == 0 ? mantissa * Math.Pow(2, -6)
                : (1 + mantissa) * Math.Pow(2, exponent - 7);
        }
    }

    /// <summary>(d·(s − 32))·level.</summary>
    private sealed class Iq4Groups() : BlockFormula("IQ4_XS", 23, 256, 136)
    {
        public override bool IsLinear => false;

        protected override (int Least, int Most) Codes => (0, 15);

        protected override (BitRun Low, BitRun High) Runs(int i) =>
            (new(8 + (i / 32 * 16) + (i % 16), i % 32 / 16 * 4, 4), default);

        protected override float Value(ReadOnlySpan<byte> block, int i, int code)
        {
            var (low, high) = Scale(i / 32);
            int scale = low.Read(block) + (high.Read(block) << 4) - 32;
            return (float)((float)(Half(block, 0) * (double)scale) * (double)s_iq4[code]);
        }

        protected override void WriteScales(Span<byte> block, ReadOnlySpan<float> values)
        {
            float unit = Largest(values) / 113 / 31;
            WriteHalf(block, 0, unit);
            for (int g = 0; g < 8; g++)
            {
                float wanted = Largest(values.Slice(g * 32, 32)) / 113;
                int scale = 32 + (unit == 0 ? 0 : (int)Math.Clamp(MathF.Round(wanted / unit), 0, 31));
                var (low, high) = Scale(g);
                low.Write(block, scale);
                high.Write(block, scale >> 4);
            }
        }

        private static (BitRun Low, BitRun High) Scale(int group) =>
            (new(4 + (group / 2), group % 2 * 4, 4), new(2 + (group / 4), group % 4 * 2, 2));
    }

    /// <summary>
    /// Digits of base 3: a byte b is the fraction b/256, whose digits, less one, are multiplied by d.
    /// </summary>
    private sealed class Ternary() : BlockFormula("TQ1_0", 34, 256, 54)
    {
        /// <summary>By five digits as a number of base 3: the smallest byte that begins with them.</summary>
        private static readonly byte[] s_bytes =
        [
            .. Enumerable.Range(0, 243).Select(digits => (byte)Enumerable.Range(0, 256).First(
                value => Enumerable.Range(0, 5).Aggregate(0, (sum, n) => (sum * 3) + Digit((byte)value, n)) == digits)),
        ];

        protected override (int Least, int Most) Codes => (0, 2);

        protected override (BitRun Low, BitRun High) Runs(int i) =>
            throw new NotSupportedException("digits are no bits");

        protected override float Value(ReadOnlySpan<byte> block, int i, int code) =>
            (float)((code - 1) * (double)Half(block, 52));

        protected override void WriteScales(Span<byte> block, ReadOnlySpan<float> values) =>
            WriteHalf(block, 52, Largest(values));

        protected override int Code(ReadOnlySpan<byte> block, int i)
        {
            var (at, digit) = Place(i);
            return Digit(block[at], digit);
        }

        protected override void WriteCode(Span<byte> block, int i, int code)
        {
            var (at, digit) = Place(i);
            int digits = 0;
            for (int n = 0; n < 5; n++)
            {
                digits = (digits * 3) + (n == digit ? code : Digit(block[at], n));
            }

            block[at] = s_bytes[digits];
        }

        private static (int Byte, int Digit) Place(int i) => i switch
        {
            < 160 => (i % 32, i / 32),
            < 240 => (32 + (i % 16), (i - 160) / 16),
            _ => (48 + (i % 4), (i - 240) / 4),
        };

        private static int Digit(byte value, int digit)
        {
            double fraction = value / 256.0;
            for (int n = 0; n < digit; n++)
            {
                fraction = (fraction * 3) % 1;
            }

            return (int)(fraction * 3);
        }
    }
}
