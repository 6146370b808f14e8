using System.Buffers.Binary;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>The block types of ggml that can be written without a search, by their definitions.</summary>
internal static partial class BlockFormulas
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
}
