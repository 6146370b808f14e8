// Specification: https://github.com/pytorch/ao (torchao/prototype/safetensors, quantization/quantize_/workflows);
// https://github.com/pytorch/FBGEMM (fbgemm_gpu/experimental/gen_ai: int4_row_quantize_zp, pack_int4) for Int4Tensor.
using System.Globalization;
using System.Text;
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// TorchAO in safetensors: a.weight lies in a._weight_qdata, a._weight_scale, a._weight_zero_point, by older versions
/// in a.weight:qdata and so on; the file's metadata give class and block size of a.weight, as JSON. Float8Tensor:
/// code · scale; Int8Tensor and IntxUnpackedToInt8Tensor: (code − zero) · scale; Int4Tensor: two codes of −8 to 7 a
/// byte, the first in the lower half, code · scale + zero, scales and zeros [in/group, out]; of experts all three have
/// a dimension more before these.
/// </summary>
internal static class TorchAoWeights
{
    private const string Scheme = "TorchAO";
    private const string TypeKey = "_type";
    private const string Plain = "Tensor";
    private const int CodesOfByte = 2;

    /// <summary>Descriptions have some 300 bytes.</summary>
    private const int MaxDescription = 1 << 14;

    private static readonly string[] s_companions =
        ["scale", "zero_point", "scale_and_zero", "act_pre_scale", "act_scale", "per_tensor_scale"];

    private static readonly float[] s_signed =
        [.. Enumerable.Range(0, 16).Select(code => code < 8 ? code : code - 16f)];

    /// <summary>How the names of codes end, in both versions.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = ["_qdata", ":qdata"];

    public static void Unpack(TensorTable tensors, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (name, text) in metadata)
        {
            if (text.Length > MaxDescription || !text.Contains(TypeKey, StringComparison.Ordinal)
                || Parse(text) is not { } json)
            {
                continue;
            }

            using (json)
            {
                string? type = SmallJson.Text(json.RootElement, TypeKey);
                if (type == Plain && tensors.Find(name + ":_data") is { } plain)
                {
                    tensors.Rename(plain, name);
                }
                else if (type is not null && Find(tensors, name, "qdata") is { } packed)
                {
                    var parts = s_companions.Select(word => (Find(tensors, name, word), Words(word)));
                    tensors.Replace(
                        new WeightParts(Scheme, packed, [.. parts]),
                        () => Unpack(tensors, name, packed, type, BlockOf(json.RootElement)).InPlaceOf(packed));
                }
            }
        }
    }

    private static string Words(string part) => part switch
    {
        "scale" => "scales",
        "zero_point" => "zeros",
        _ => $"`{part}`",
    };

    private static StoredTensor? Find(TensorTable tensors, string name, string part)
    {
        int dot = name.LastIndexOf('.') + 1;
        return tensors.Find($"{name[..dot]}_{name[dot..]}_{part}") ?? tensors.Find($"{name}:{part}");
    }

    private static PackedWeight Unpack(
        TensorTable tensors, string name, StoredTensor packed, string type, long[]? block)
    {
        var scales = Find(tensors, name, "scale");
        var zeros = Find(tensors, name, "zero_point");
        if (Find(tensors, name, "act_pre_scale") is not null)
        {
            throw new MisfitException("TorchAO's weights behind scaled activations are not read");
        }

        if (type is not ("Float8Tensor" or "Int8Tensor" or "IntxUnpackedToInt8Tensor" or "Int4Tensor"))
        {
            throw new MisfitException($"TorchAO's `{type}` is not read: its codes lie in the order of a kernel");
        }

        if (scales is null)
        {
            throw new MisfitException("packed, and its `scale` is not here; open the index of all shards");
        }

        return type == "Int4Tensor"
            ? UnpackPairs(name, packed, scales, zeros, block)
            : UnpackBytes(name, packed, scales, zeros, type == "Float8Tensor", block);
    }

    private static PackedWeight UnpackBytes(
        string name, StoredTensor packed, StoredTensor scales, StoredTensor? zeros, bool isFloat, long[]? block)
    {
        var info = packed.Info;
        bool isOfType = isFloat
            ? info.Type is ElementType.F8E4M3 or ElementType.F8E5M2
            : info.Type == ElementType.I8;
        var layout = isOfType && scales.Info.Type.IsRealFloat()
            ? ScaleLayout.Infer(info.Shape, scales.Info.Shape, block is [.., var b, var c] ? (b, c) : null)
            : null;
        if (layout is null || !IsOf(block, layout, scales.Info.Shape))
        {
            string blocks = block is null ? "blocks" : $"blocks of [{string.Join(", ", block)}]";
            throw MisfitException.Between(packed, scales, $"codes of a byte and a scale for each of the {blocks}");
        }

        var what = layout.Dequantize(
            NumberGrid.From(packed, layout.Columns), NumberGrid.From(scales, layout.ScaleColumns));
        if (zeros is not null)
        {
            if (!(zeros.Info.Type.IsRealFloat() || zeros.Info.Type == ElementType.I8)
                || !zeros.Info.Shape.Equals(scales.Info.Shape))
            {
                throw MisfitException.Between(
                    packed, zeros, $"a zero for each of the scales {scales.Info.Shape} was expected");
            }

            what = what with { Zeros = NumberGrid.From(zeros, layout.ScaleColumns) };
        }

        string encoding = string.Create(CultureInfo.InvariantCulture, $"TorchAO {info.Type.Name()}, {layout.Words}");
        return new PackedWeight(name, PackedWeight.ShapeOf(info.Shape.Dimensions.AsSpan()), encoding, what);
    }

    private static PackedWeight UnpackPairs(
        string name, StoredTensor packed, StoredTensor scales, StoredTensor? zeros, long[]? block)
    {
        var shape = packed.Info.Shape;
        if (packed.Info.Type is not (ElementType.I8 or ElementType.U8) || shape.Rank is not (2 or 3)
            || shape.Dimensions[^1] is 0 or > NumberGrid.MaxColumns || zeros is null)
        {
            throw new MisfitException(
                $"{packed.Info.Type.Name()} {shape} is not a matrix, or a stack of them, of two codes a byte with a "
                + "`zero_point`");
        }

        (long outputs, long columns) = (shape.Dimensions[^2], shape.Dimensions[^1] * CodesOfByte);
        var grid = scales.Info.Shape;
        long groups = grid.Rank == shape.Rank && (shape.Rank == 2 || grid[0] == shape[0]) ? grid.Dimensions[^2] : 0;
        if (!scales.Info.Type.IsRealFloat() || groups == 0 || grid.Dimensions[^1] != outputs
            || GroupSize.Infer(columns, groups, block?[^1]) is not { } group
            || (block is [.., var side] && side != group))
        {
            throw MisfitException.Between(
                packed, scales,
                $"scales of [groups, {outputs}], of groups that divide {columns} inputs, were expected");
        }

        if (!zeros.Info.Type.IsRealFloat() || !zeros.Info.Shape.Equals(scales.Info.Shape))
        {
            throw MisfitException.Between(
                packed, zeros, $"a zero for each of the scales {scales.Info.Shape} was expected");
        }

        var weight = PackedWeight.ShapeOf([.. shape.Dimensions[..^1], columns]);
        long rows = columns == 0 ? 0 : weight.ElementCount / columns;
        var codes = new NumberGrid(
            ElementType.F32, rows, columns, () => new LookupStream(packed.OpenRead(), s_signed, rows * columns));
        var what = new Dequantization(codes, TransposedStream.Grid(scales))
        {
            ColumnBlock = group,
            Offsets = TransposedStream.Grid(zeros),
        };
        return new PackedWeight(name, weight, $"TorchAO 4 bit, {GroupSize.Words(group, columns)}", what);
    }

    /// <summary>Whether the layout that the shapes have is the one that the description gives.</summary>
    private static bool IsOf(long[]? block, ScaleLayout layout, TensorShape scales) =>
        block is null || block.Length == 0 || scales.ElementCount == 1
        || (block.Length >= 2 && (block[^2] == layout.RowBlock || (scales.Rank == 3 && block[^2] == layout.MatrixRows))
            && block[^1] == layout.ColumnBlock);

    private static JsonDocument? Parse(string text)
    {
        try
        {
            var json = SmallJson.Parse(Encoding.UTF8.GetBytes(text));
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }

            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            // Metadata may be any text.
            return null;
        }
    }

    private static long[]? BlockOf(JsonElement description) =>
        description.TryGetProperty("_data", out var data) && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("block_size", out var block) && block.ValueKind == JsonValueKind.Array
        && block.GetArrayLength() is > 0 and <= TensorShape.MaxRank
            ? [.. block.EnumerateArray().Select(side =>
                side.ValueKind == JsonValueKind.Number && side.TryGetInt64(out long value) && value > 0
                    ? value
                    : throw new MisfitException("its `block_size` is not a list of positive integers"))]
            : null;
}
