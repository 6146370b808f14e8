
namespace Heavytail.Tests.Formats.Gguf;

/// <summary>Blocks whose codes are indexes of a table, or digits.</summary>
internal static partial class BlockFormulas
{
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
