using System.Globalization;

namespace Heavytail.Formats.Onnx;

/// <summary>onnxruntime's matrices of 2, 4 and 8 bits, whose rows are cut into blocks with a scale each.</summary>
internal static class OnnxBlocks
{
    /// <summary>Entries of a table have this many codes to a block where the node does not say.</summary>
    private const int TableBlock = 128;

    /// <summary>Tells the codes of such a node what they are; false where it is another node.</summary>
    public static bool Add(OnnxScope scope, OnnxNode node)
    {
        bool isProduct = node.Operator == "MatMulNBits";
        if (!isProduct && node.Operator != "GatherBlockQuantized")
        {
            return false;
        }

        if (scope.Tensor(node.Input(isProduct ? 1 : 0)) is not { } codes)
        {
            return true;
        }

        codes.Uses.AddUnclear();
        long bits = node.Int("bits", 4);
        long block = node.Int("block_size", isProduct ? 0 : TableBlock);
        if (block is < 1 or > int.MaxValue || bits is not (2 or 4 or 8) || scope.Tensor(node.Input(2)) is not { } scale)
        {
            return true;
        }

        var zero = scope.Tensor(node.Input(3));
        bool hasZero = node.Input(3) is not null;
        var quantization = isProduct
            ? node.Input(4) is null ? ProductOfBlocks(node, codes, scale, zero, bits, block) : null
            : TableOfBlocks(node, codes, scale, zero, bits, block);
        if (quantization is null || (hasZero && zero is null))
        {
            return true;
        }

        codes.Uses.AddQuantization(quantization);
        codes.Uses.AddWeight(
            new TensorRole(isProduct ? TensorPurpose.Dense : TensorPurpose.Embedding, node.Operator) { Axes = "oi" });
        return true;
    }

    /// <summary>B is [N, blocks of K, bytes of a block], each row padded to whole blocks.</summary>
    private static OnnxQuantization? ProductOfBlocks(
        OnnxNode node, OnnxTensor codes, OnnxTensor scale, OnnxTensor? zero, long bits, long block)
    {
        (long rows, long columns) = (node.Int("N", 0), node.Int("K", 0));
        if (rows < 1 || columns < 1 || columns > long.MaxValue / 16 || rows > long.MaxValue / 16 / columns)
        {
            return null;
        }

        long blocks = ((columns - 1) / block) + 1;
        bool fits = codes.TypeNumber == 2
            && (Int128)codes.Shape.ElementCount * 8 == (Int128)rows * blocks * block * bits;
        return fits ? Packed(codes, scale, zero, new TensorShape(rows, columns), bits, block, blocks) : null;
    }

    /// <summary>
    /// A table [entries, dimension] whose rows are cut into blocks; in bytes, several codes lie in each.
    /// </summary>
    private static OnnxQuantization? TableOfBlocks(
        OnnxNode node, OnnxTensor codes, OnnxTensor scale, OnnxTensor? zero, long bits, long block)
    {
        if (codes.Shape.Rank != 2 || node.Int("gather_axis", 0) != 0 || node.Int("quantize_axis", 1) is not (1 or -1)
            || codes.Type is not { IsCode: true } type || codes.Shape[1] > int.MaxValue)
        {
            return null;
        }

        bool isBytes = type.Element == ElementType.U8;
        var shape = new TensorShape(codes.Shape[0], codes.Shape[1] * (isBytes ? 8 / bits : 1));
        long blocks = ((shape[1] - 1) / block) + 1;
        return shape.ElementCount == 0 || block * blocks < shape[1] ? null
            : isBytes ? Packed(codes, scale, zero, shape, bits, block, blocks, isPadded: false)
            : Checked(new OnnxQuantization(Scheme(type.Name, block), scale, zero)
            {
                Shape = shape,
                Blocks = [1, block],
                ScaleStrides = [blocks, 1],
                ZeroStrides = [blocks, 1],
            }, shape[0] * blocks);
    }

    private static OnnxQuantization? Packed(
        OnnxTensor codes, OnnxTensor scale, OnnxTensor? zero, TensorShape shape, long bits, long block, long blocks,
        bool isPadded = true)
    {
        var type = OnnxDataType.Unsigned((int)bits);
        bool isPacked = zero?.TypeNumber == codes.TypeNumber;
        long perByte = 8 / bits;
        long rowZeros = isPacked ? (blocks + perByte - 1) / perByte * perByte : blocks;
        if (zero is not null
            && (Int128)zero.Shape.ElementCount * (isPacked ? perByte : 1) != (Int128)shape[0] * rowZeros)
        {
            return null;
        }

        return Checked(new OnnxQuantization(Scheme(type.Name, block), scale, zero, 1L << (int)(bits - 1))
        {
            Shape = shape,
            CodeType = type,
            RowCodes = isPadded ? blocks * block : 0,
            Blocks = [1, block],
            ScaleStrides = [blocks, 1],
            ZeroStrides = [rowZeros, 1],
            ZeroType = isPacked ? type : null,
        }, shape[0] * blocks);
    }

    private static OnnxQuantization? Checked(OnnxQuantization quantization, long scales) =>
        quantization.Scale!.Shape.ElementCount == scales
        && (quantization.ZeroPoint is null || quantization.ZeroType is not null
        || quantization.ZeroPoint.Shape.ElementCount == scales)
            ? quantization
            : null;

    private static string Scheme(string type, long block) =>
        string.Create(CultureInfo.InvariantCulture, $"{type}, blocks of {block}");
}
