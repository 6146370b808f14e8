using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Heavytail.Tests.Formats.SafeTensors;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>
/// Writes packed weights as the schemes define them: integers as digits of one large number, that is then cut into
/// words.
/// </summary>
internal sealed class TinyPacked
{
    private readonly List<(string Name, string Type, long[] Shape, byte[] Data)> _tensors = [];
    private readonly Dictionary<string, string> _metadata = [];

    /// <summary>A line of the metadata.</summary>
    public TinyPacked Say(string key, string value)
    {
        _metadata[key] = value;
        return this;
    }

    /// <summary>Numbers that look random and are the same in every run.</summary>
    public static int[] Codes(int count, int below, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(below))];
    }

    /// <summary>F16 scales, all exact: eighths.</summary>
    public static Half[] Scales(int count, int seed = 2) =>
        [.. Codes(count, 64, seed).Select(code => (Half)((code + 1) / 8.0))];

    /// <summary>Integers one after another, the first at the lowest bits, none in the gap between two words.</summary>
    public static uint[] Words(IEnumerable<int> codes, int bits)
    {
        var number = BigInteger.Zero;
        int position = 0;
        foreach (int code in codes)
        {
            number += new BigInteger(code) << position;
            position += bits;
        }

        uint[] words = new uint[(position + 31) / 32];
        for (int k = 0; k < words.Length; k++)
        {
            words[k] = (uint)((number >> (32 * k)) & uint.MaxValue);
        }

        return words;
    }

    /// <summary>As many whole integers a word as fit; the rest of the word is empty.</summary>
    public static uint[] WholeWords(IEnumerable<int> codes, int bits) =>
        [.. codes.Chunk(32 / bits).Select(chunk => Words(chunk, bits)[0])];

    /// <summary>The columns of a row-major matrix packed one by one; words in rows again.</summary>
    public static uint[] Columns(int[] codes, int columns, Func<IEnumerable<int>, uint[]> pack)
    {
        uint[][] packed =
        [
            .. Enumerable.Range(0, columns).Select(column => pack(
                Enumerable.Range(0, codes.Length / columns).Select(row => codes[(row * columns) + column]))),
        ];
        return [.. Enumerable.Range(0, packed[0].Length).SelectMany(row => packed.Select(words => words[row]))];
    }

    /// <summary>The rows of a matrix packed one by one.</summary>
    public static uint[] Rows(int[] codes, int columns, Func<IEnumerable<int>, uint[]> pack) =>
        [.. codes.Chunk(columns).SelectMany(row => pack(row))];

    public TinyPacked Add<T>(string name, string type, long[] shape, T[] numbers)
        where T : unmanaged
    {
        _tensors.Add((name, type, shape, MemoryMarshal.AsBytes<T>(numbers).ToArray()));
        return this;
    }

    public TinyPacked Without(string name)
    {
        _tensors.RemoveAll(tensor => tensor.Name == name);
        return this;
    }

    /// <summary>Takes the other's place, or is added.</summary>
    public TinyPacked Instead<T>(string name, string type, long[] shape, T[] numbers)
        where T : unmanaged => Without(name).Add(name, type, shape, numbers);

    /// <summary>Adds the tensors of a layer `a` under another name.</summary>
    public TinyPacked AddAs(string layer, TinyPacked other)
    {
        _tensors.AddRange(other._tensors.Select(tensor => tensor with { Name = layer + tensor.Name[1..] }));
        return this;
    }

    /// <summary>Bytes of all tensors.</summary>
    public long DataBytes => _tensors.Sum(tensor => (long)tensor.Data.Length);

    public byte[] ToArray() => TinySafeTensors.File(_metadata, [.. _tensors]);

    /// <summary>GPTQ with 64 inputs, 32 outputs, groups of 16 in the order given, or in blocks.</summary>
    public static TinyPacked Gptq(int bits, int[]? order = null)
    {
        const int Inputs = 64;
        const int Outputs = 32;
        const int Groups = 4;
        int most = 1 << bits;
        var packed = new TinyPacked()
            .Add("a.qweight", "I32", [Inputs * bits / 32, Outputs], Columns(
                Codes(Inputs * Outputs, most), Outputs, column => Words(column, bits)))
            .Add("a.qzeros", "I32", [Groups, Outputs * bits / 32], Rows(
                Codes(Groups * Outputs, most, 3), Outputs, row => Words(row, bits)))
            .Add("a.scales", "F16", [Groups, Outputs], Scales(Groups * Outputs));
        return order is null ? packed : packed.Add("a.g_idx", "I32", [Inputs], order);
    }

    /// <summary>AWQ with 32 inputs, 16 outputs, groups of 8.</summary>
    public static TinyPacked Awq() => new TinyPacked()
        .Add("a.qweight", "I32", [32, 2], Rows(Codes(32 * 16, 16), 16, AwqRow))
        .Add("a.qzeros", "I32", [4, 2], Rows(Codes(4 * 16, 16, 3), 16, AwqRow))
        .Add("a.scales", "F16", [4, 16], Scales(4 * 16));

    /// <summary>
    /// bitsandbytes NF4: 5 × 26 weights in blocks of 64, the last one of two, with or without quantised scales.
    /// </summary>
    public static TinyPacked BitsAndBytes(bool nested, string state = "")
    {
        byte[] codes = [.. Codes(130, 16).Chunk(2).Select(pair => (byte)((pair[0] << 4) | pair[1]))];
        string json = state.Length > 0 ? state : nested
            ? """{"quant_type":"nf4","blocksize":64,"dtype":"bfloat16","shape":[5,26],"nested_blocksize":2,"nested_dtype":"float32","nested_offset":0.5}"""
            : """{"quant_type":"nf4","blocksize":64,"dtype":"bfloat16","shape":[5,26]}""";
        var packed = new TinyPacked()
            .Add("a.weight", "U8", [65, 1], codes)
            .Add("a.weight.quant_map", "F32", [16], QuantMap)
            .Add("a.weight.quant_state.bitsandbytes__nf4", "U8", [json.Length], Encoding.ASCII.GetBytes(json));
        return nested
            ? packed.Add("a.weight.absmax", "U8", [3], new byte[] { 7, 255, 0 })
                .Add("a.weight.nested_absmax", "F32", [2], new float[] { 2, 4 })
                .Add("a.weight.nested_quant_map", "F32", [256], NestedMap)
            : packed.Add("a.weight.absmax", "F32", [3], new float[] { 2, 0.5f, 3 });
    }

    public static float[] QuantMap { get; } = [.. Enumerable.Range(0, 16).Select(k => (k - 7) / 8f)];

    public static float[] NestedMap { get; } = [.. Enumerable.Range(0, 256).Select(k => (k - 128) / 128f)];

    /// <summary>compressed-tensors: 6 × 20 weights, groups of 5, zeros packed down the columns.</summary>
    public static TinyPacked Compressed(int bits) => new TinyPacked()
        .Add("a.weight_packed", "I32", [6, (20 + (32 / bits) - 1) / (32 / bits)], Rows(
            Codes(120, 1 << bits), 20, row => WholeWords(row, bits)))
        .Add("a.weight_scale", "F16", [6, 4], Scales(24))
        .Add("a.weight_shape", "I64", [2], new long[] { 6, 20 })
        .Add("a.weight_zero_point", "I32", [(6 + (32 / bits) - 1) / (32 / bits), 4], Columns(
            Codes(24, 1 << bits, 3), 4, column => WholeWords(column, bits)));

    public static float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(k => 0.5f + k)];

    /// <summary>Two E2M1 numbers a byte, the first in the lower half.</summary>
    public static byte[] Nibbles(int[] codes) => [.. codes.Chunk(2).Select(pair => (byte)(pair[0] | (pair[1] << 4)))];

    /// <summary>Eight outputs a word: from the lowest bits up 0, 2, 4, 6, 1, 3, 5, 7.</summary>
    private static uint[] AwqRow(IEnumerable<int> row) =>
        [.. row.Chunk(8).Select(eight => Words(new[] { 0, 2, 4, 6, 1, 3, 5, 7 }.Select(k => eight[k]), 4)[0])];
}
