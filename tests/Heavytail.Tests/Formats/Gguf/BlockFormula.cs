using System.Buffers.Binary;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>A run of bits in a block.</summary>
/// <param name="Byte">The byte that has them.</param>
/// <param name="Shift">Their place in it.</param>
/// <param name="Width">How many.</param>
internal readonly record struct BitRun(int Byte, int Shift, int Width)
{
    public int Read(ReadOnlySpan<byte> block) => (block[Byte] >> Shift) % (1 << Width);

    public void Write(Span<byte> block, int value)
    {
        for (int bit = 0; bit < Width; bit++)
        {
            byte mask = (byte)(1 << (Shift + bit));
            block[Byte] = (byte)((value >> bit) % 2 != 0 ? block[Byte] | mask : block[Byte] & ~mask);
        }
    }
}

/// <summary>
/// A block type of ggml by its definition, number by number: where the bits of a number lie, and the formula that makes
/// it of them. Slow, and made independently of the reader that it checks.
/// </summary>
internal abstract class BlockFormula(string name, uint number, int elements, int bytes)
{
    public string Name => name;

    /// <summary>Of the type, in a file.</summary>
    public uint Number => number;

    public int Elements => elements;

    public int Bytes => bytes;

    /// <summary>Whether its files are of weights: the others are for products only.</summary>
    public virtual bool IsLinear => true;

    /// <summary>Least and largest code of a number.</summary>
    protected abstract (int Least, int Most) Codes { get; }

    /// <summary>The number <paramref name="i"/> of a block.</summary>
    public float Value(ReadOnlySpan<byte> block, int i) => Value(block, i, Code(block, i));

    public float[] Decode(byte[] blocks)
    {
        float[] values = new float[blocks.Length / bytes * elements];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value(blocks.AsSpan(i / elements * bytes, bytes), i % elements);
        }

        return values;
    }

    /// <summary>Simple scales, and for each number the nearest code that they leave.</summary>
    public byte[] Quantize(ReadOnlySpan<float> values)
    {
        byte[] blocks = new byte[values.Length / elements * bytes];
        for (int b = 0; b < values.Length / elements; b++)
        {
            var block = blocks.AsSpan(b * bytes, bytes);
            var numbers = values.Slice(b * elements, elements);
            WriteScales(block, numbers);
            for (int i = 0; i < elements; i++)
            {
                WriteCode(block, i, Nearest(block, i, numbers[i]));
            }
        }

        return blocks;
    }

    /// <summary>The number that a code stands for in this block.</summary>
    protected abstract float Value(ReadOnlySpan<byte> block, int i, int code);

    /// <summary>The bits of a number's code, the lower ones first.</summary>
    protected abstract (BitRun Low, BitRun High) Runs(int i);

    protected abstract void WriteScales(Span<byte> block, ReadOnlySpan<float> values);

    protected virtual int Code(ReadOnlySpan<byte> block, int i)
    {
        var (low, high) = Runs(i);
        int code = low.Read(block) + (high.Width == 0 ? 0 : high.Read(block) << low.Width);
        return Codes.Least < 0 && code > Codes.Most ? code - (1 << (low.Width + high.Width)) : code;
    }

    protected virtual void WriteCode(Span<byte> block, int i, int code)
    {
        var (low, high) = Runs(i);
        int bits = code & ((1 << (low.Width + high.Width)) - 1);
        low.Write(block, bits);
        if (high.Width > 0)
        {
            high.Write(block, bits >> low.Width);
        }
    }

    protected static float Half(ReadOnlySpan<byte> block, int at) =>
        (float)BitConverter.UInt16BitsToHalf(BinaryPrimitives.ReadUInt16LittleEndian(block[at..]));

    protected static void WriteHalf(Span<byte> block, int at, float value) =>
        BinaryPrimitives.WriteHalfLittleEndian(block[at..], (Half)value);

    protected static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    private int Nearest(ReadOnlySpan<byte> block, int i, float value)
    {
        var (least, most) = Codes;
        if (IsLinear)
        {
            float zero = Value(block, i, 0);
            float step = Value(block, i, 1) - zero;
            return step == 0 ? 0 : (int)Math.Clamp(MathF.Round((value - zero) / step), least, most);
        }

        int best = least;
        for (int code = least; code <= most; code++)
        {
            best = Math.Abs(Value(block, i, code) - value) < Math.Abs(Value(block, i, best) - value) ? code : best;
        }

        return best;
    }
}
