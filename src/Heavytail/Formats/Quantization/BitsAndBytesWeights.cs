// Specification: https://github.com/bitsandbytes-foundation/bitsandbytes (functional.py: QuantState; nn/modules.py:
// Linear8bitLt).
using System.Globalization;
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// bitsandbytes. 4 bits: U8, two codes a byte, the first in the upper half; quant_map, the 16 values of the codes;
/// absmax, a scale for each block of the flattened weight, plain or itself quantized (nested_*); quant_state, a JSON
/// with the shape. 8 bits: I8 [out, in] and SCB, 127 times the scale of each row.
/// </summary>
internal static class BitsAndBytesWeights
{
    public const string StateMark = ".quant_state.bitsandbytes__";
    public const string Int8Suffix = ".SCB";

    private const string Scheme = "bitsandbytes";
    private const double Int8Range = 127;

    /// <summary>Real ones have some 300 bytes.</summary>
    private const int MaxStateBytes = 1 << 16;

    /// <summary>Real blocks have 64 to 4096 weights.</summary>
    private const long MaxBlock = 1 << 16;

    public static void Unpack(TensorTable tensors)
    {
        foreach (var state in tensors.Tensors.Where(IsState).ToArray())
        {
            string name = state.Info.Name;
            int mark = name.IndexOf(StateMark, StringComparison.Ordinal);
            if (tensors.Find(name) is not null && tensors.Find(name[..mark]) is { } packed)
            {
                var parts = new WeightParts(
                    Scheme,
                    packed,
                    (tensors.Find(packed.Info.Name + ".absmax"), "scales"),
                    (tensors.Find(packed.Info.Name + ".quant_map"), "code"),
                    (state, "state"),
                    (tensors.Find(packed.Info.Name + ".nested_absmax"), "scales of the scales"),
                    (tensors.Find(packed.Info.Name + ".nested_quant_map"), "code of the scales"));
                string code = name[(mark + StateMark.Length)..].ToUpperInvariant();
                tensors.Replace(parts, () => Unpack4Bit(tensors, packed, state, code).InPlaceOf(packed));
            }
        }

        foreach (var (prefix, scales) in tensors.EndingIn(Int8Suffix))
        {
            if (tensors.Find(prefix + ".weight") is { Info: { Type: ElementType.I8, Shape.Rank: 2 } } packed)
            {
                var format = tensors.Find(prefix + ".weight_format");
                tensors.Replace(
                    new WeightParts(Scheme, packed, (scales, "scales"), (format, "layout")),
                    () => UnpackInt8(packed, scales, format).InPlaceOf(packed));
            }
        }
    }

    private static bool IsState(StoredTensor tensor) =>
        tensor.Info.Name.IndexOf(StateMark, StringComparison.Ordinal) > 0;

    private static PackedWeight UnpackInt8(StoredTensor packed, StoredTensor scales, StoredTensor? format)
    {
        (long rows, long columns) = (packed.Info.Shape[0], packed.Info.Shape[1]);
        if (!scales.Info.Type.IsRealFloat() || scales.Info.Shape.ElementCount != rows)
        {
            throw MisfitException.Between(packed, scales, $"a scale for each of {rows} rows was expected");
        }

        if (format is not null && (!Scalars.IsScalar(format) || Scalars.Read(format) != 0))
        {
            throw new MisfitException("bitsandbytes int8 in another layout than by rows is not read");
        }

        var what = new Dequantization(NumberGrid.From(packed, columns), NumberGrid.From(scales, 1))
        {
            ColumnBlock = Math.Max(1, columns),
            Factor = () => 1 / Int8Range,
        };
        return new PackedWeight(
            packed.Info.Name, PackedWeight.ShapeOf(rows, columns), "bitsandbytes int8 per channel", what);
    }

    private static PackedWeight Unpack4Bit(TensorTable tensors, StoredTensor packed, StoredTensor state, string code)
    {
        string name = packed.Info.Name;
        if (packed.Info.Type != ElementType.U8 || tensors.Find(name + ".absmax") is not { } scales
            || tensors.Find(name + ".quant_map") is not { } map)
        {
            throw new MisfitException("bitsandbytes, and no U8 with its `.absmax` and `.quant_map`");
        }

        using var json = ReadState(packed, state);
        long block = SmallJson.Number(json.RootElement, "blocksize") ?? 0;
        if (ReadShape(json.RootElement) is not { } sides || block is <= 0 or > MaxBlock)
        {
            throw MisfitException.Between(
                packed, state, $"a JSON with `shape` and `blocksize`, at most {MaxBlock:N0}, was expected");
        }

        var shape = PackedWeight.ShapeOf(sides);
        long count = shape.ElementCount;
        if (LookupStream.BytesOf(count, bits: 4) != packed.Info.Shape.ElementCount)
        {
            throw MisfitException.Between(
                packed, state, $"its shape {shape} needs {LookupStream.BytesOf(count, bits: 4):N0} bytes");
        }

        long blocks = (count + block - 1) / block;
        if (scales.Info.Shape.ElementCount != blocks)
        {
            throw MisfitException.Between(packed, scales, $"{blocks} scales of blocks of {block} were expected");
        }

        var grid = Scales(tensors, packed, scales, blocks, json.RootElement);
        float[] table = Table(packed, map, 16);
        var codes = new NumberGrid(
            ElementType.F32, blocks, block, () => new LookupStream(packed.OpenRead(), table, count, highFirst: true));
        var what = new Dequantization(codes, grid) { Count = count, ColumnBlock = block };
        string twice = scales.Info.Type == ElementType.U8 ? ", quantized scales" : "";
        return new PackedWeight(
            name,
            shape,
            string.Create(CultureInfo.InvariantCulture, $"{Scheme} {code}, blocks of {block}{twice}"),
            what);
    }

    /// <summary>The scales: plain floats, or codes of 8 bits with scales of their own and an offset.</summary>
    private static NumberGrid Scales(
        TensorTable tensors, StoredTensor packed, StoredTensor scales, long blocks, JsonElement state)
    {
        if (scales.Info.Type.IsRealFloat())
        {
            return NumberGrid.From(scales, 1);
        }

        string name = packed.Info.Name;
        long block = SmallJson.Number(state, "nested_blocksize") ?? 0;
        if (scales.Info.Type != ElementType.U8 || block is <= 0 or > MaxBlock
            || tensors.Find(name + ".nested_absmax") is not { } outer
            || tensors.Find(name + ".nested_quant_map") is not { } map
            || !state.TryGetProperty("nested_offset", out var json) || json.ValueKind != JsonValueKind.Number
            || !json.TryGetDouble(out double offset))
        {
            throw MisfitException.Between(
                packed, scales,
                "floats, or U8 with `.nested_absmax`, `.nested_quant_map` and the state's description of them, were "
                + "expected");
        }

        long outerBlocks = (blocks + block - 1) / block;
        if (!outer.Info.Type.IsRealFloat() || outer.Info.Shape.ElementCount != outerBlocks)
        {
            throw MisfitException.Between(packed, outer, $"{outerBlocks} scales of the scales were expected");
        }

        float[] table = Table(packed, map, 256);
        var codes = new NumberGrid(
            ElementType.F32, outerBlocks, block, () => new LookupStream(scales.OpenRead(), table, blocks));
        var what = new Dequantization(codes, NumberGrid.From(outer, 1))
        {
            Count = blocks,
            ColumnBlock = block,
            Offset = offset,
        };
        return new NumberGrid(ElementType.F32, blocks, 1, what.Open);
    }

    private static float[] Table(StoredTensor packed, StoredTensor map, int codes)
    {
        if (!map.Info.Type.IsRealFloat() || map.Info.Shape.ElementCount != codes)
        {
            throw MisfitException.Between(packed, map, $"a table of {codes} codes was expected");
        }

        double[] numbers = new double[codes];
        Scalars.Read(map, numbers);
        return Array.ConvertAll(numbers, number => (float)number);
    }

    private static JsonDocument ReadState(StoredTensor packed, StoredTensor state)
    {
        if (state.Info.Type != ElementType.U8 || state.Info.Shape.ElementCount > MaxStateBytes)
        {
            throw MisfitException.Between(packed, state, $"a JSON of at most {MaxStateBytes:N0} bytes was expected");
        }

        byte[] bytes = new byte[state.Info.Shape.ElementCount];
        using var stream = state.OpenRead();
        stream.ReadExactly(bytes);
        try
        {
            var json = SmallJson.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json
                : throw MisfitException.Between(packed, state, "a JSON object was expected");
        }
        catch (JsonException)
        {
            throw MisfitException.Between(packed, state, "a JSON was expected");
        }
    }

    private static long[]? ReadShape(JsonElement state)
    {
        if (!state.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array
            || shape.GetArrayLength() is 0 or > TensorShape.MaxRank)
        {
            return null;
        }

        long[] sides = [.. shape.EnumerateArray().Select(side =>
            side.ValueKind == JsonValueKind.Number && side.TryGetInt64(out long value) && value >= 0 ? value : -1)];
        return sides.Contains(-1) ? null : sides;
    }
}
