using System.Text;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>Writes a layer `a` as HQQ keeps it in safetensors, codes and scales given by formulas.</summary>
internal sealed class TinyHqq
{
    private readonly double[] _codes;
    private readonly float[] _scales;
    private readonly float[] _zeros;
    private readonly long[] _shape;
    private readonly int _rows;
    private readonly int _axis;

    /// <param name="bits">Bits of a code; 0 for codes that are not packed.</param>
    /// <param name="shape">Dimensions of the weight.</param>
    /// <param name="group">Weights that share a scale; null: a row or a column, as the axis says.</param>
    /// <param name="axis">1: groups lie in rows; 0: in columns; −1: one scale for all.</param>
    /// <param name="viewBytes">Bytes of the type that the codes are seen as: 2 for F16, 1 for their own.</param>
    public TinyHqq(int bits, long[] shape, int? group, int axis, int viewBytes = 1)
    {
        int count = (int)(shape[0] * shape[1]);
        int width = axis == 0 ? (group is { } rows ? count / rows : (int)shape[1]) : group ?? (int)shape[1];
        (_shape, _axis, _rows, Columns) = (shape, axis, count / width, width);
        int scales = axis < 0 ? 1 : axis == 0 ? width : _rows;
        int[] codes = TinyPacked.Codes(count, 1 << (bits == 0 ? 4 : bits), 11);
        _codes = [.. codes.Select(code => (double)code)];
        _scales = [.. Enumerable.Range(0, scales).Select(k => 0.25f + (k % 50))];
        _zeros = [.. Enumerable.Range(0, scales).Select(k => (k % 7) + 0.5f)];
        long[] scaleShape = axis < 0 ? [] : axis == 0 ? [1, width] : [_rows, 1];
        Packed = new TinyPacked().Add("a.scale", "F32", scaleShape, _scales).Add("a.zero", "F32", scaleShape, _zeros)
            .Add("a.shape", "I64", [2], shape).Add("a.nbits", "I32", [], new[] { bits })
            .Add("a.axis", "I32", [], new[] { Math.Max(0, axis) })
            .Add("a.encoded_state_dict", "U8", [], new byte[] { 1 });
        AddCodes(bits, codes, viewBytes);
    }

    public TinyPacked Packed { get; }

    /// <summary>Codes of a row of the matrix of groups.</summary>
    public int Columns { get; }

    public double Weight(int k)
    {
        int group = _axis < 0 ? 0 : _axis == 0 ? k % Columns : k / Columns;
        return (_codes[k] - _zeros[group]) * _scales[group];
    }

    public long[] Shape => _shape;

    /// <summary>The rows of each part, padded with zeros, as digits of a word, the first part's first.</summary>
    private void AddCodes(int bits, int[] codes, int viewBytes)
    {
        if (bits == 0)
        {
            Packed.Add("a.W_q", "F16", [_rows, Columns], Array.ConvertAll(codes, code => (Half)code));
            return;
        }

        int parts = bits == 3 ? 10 : 8 / bits;
        int step = (_rows + parts - 1) / parts;
        uint[] words = new uint[step * Columns];
        for (int part = 0; part < parts; part++)
        {
            for (int k = 0; k < words.Length; k++)
            {
                int index = (part * words.Length) + k;
                words[k] = (words[k] * (1u << bits)) + (uint)(index < codes.Length ? codes[index] : 0);
            }
        }

        string packing = bits == 3 ? "3bit_32" : $"{bits}bit_u8";
        Packed.Add("a.packing", "U8", [packing.Length], Encoding.ASCII.GetBytes(packing));
        if (bits == 3)
        {
            Packed.Add("a.W_q", "I32", [step, Columns], words);
        }
        else
        {
            Packed.Add(
                "a.W_q", viewBytes == 1 ? "U8" : "F16", [step, Columns / viewBytes],
                Array.ConvertAll(words, word => (byte)word));
        }
    }
}
