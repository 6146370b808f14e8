using Heavytail.Files;
using Heavytail.Tensors;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// A tensor of PyTorch's quantized types, as F32: (code − zero point) × scale, with one scale or one for each index
/// of a dimension.
/// </summary>
/// <param name="Shape">Dimensions of the tensor.</param>
/// <param name="Codes">The integers, or bytes of two.</param>
/// <param name="CodeType">Their type; null: two of 4 bits a byte.</param>
/// <param name="Scales">Scales and zero points.</param>
internal sealed record TorchQuantized(TensorShape Shape, TorchTensor Codes, ElementType? CodeType, TorchScales Scales)
    : TorchContent(Shape, ElementType.F32)
{
    private static readonly float[] s_pairs = [.. Enumerable.Range(0, 16).Select(code => (float)code)];

    public override string Encoding => $"{Codes.Type.Name} {(Scales.Axis is null ? "per tensor" : "per channel")}";

    public override bool IsQuantized => true;

    public override Int128 StoredBytes => (Int128)Codes.Layout.Shape.ElementCount * Codes.Type.Bytes;

    public override void Check(TorchFile file, string name)
    {
        Codes.Check(file.FindStorage(Codes.StorageId.Key), file.Source, name);
        Scales.Check(file, name, Shape);
    }

    public override Stream OpenRead(TorchFile file)
    {
        var codes = Codes.OpenRead(file.FindStorage(Codes.StorageId.Key));
        return CodeType is { } type
            ? new TorchCodesStream(codes, type, Shape, Scales, file)
            : new TorchCodesStream(
                new LookupStream(codes, s_pairs, Shape.ElementCount), ElementType.F32, Shape, Scales, file);
    }

    /// <summary>
    /// quint4x2: two codes a byte, the first in the lower half. PyTorch's kernels disagree on where a row begins that
    /// has an odd number of them; null for such, and for views.
    /// </summary>
    public static TorchQuantized? OfPairs(TorchTensor codes, TorchScales scales)
    {
        var shape = codes.Layout.Shape;
        if (shape.Rank == 0 || shape[shape.Rank - 1] % 2 != 0 || !codes.Layout.IsContiguous
            || codes.Layout.Offset != 0)
        {
            return null;
        }

        long[] sides = [.. shape.Dimensions[..^1], shape[shape.Rank - 1] / 2];
        long[] strides = new long[sides.Length];
        long stride = 1;
        for (int i = sides.Length - 1; i >= 0; i--)
        {
            (strides[i], stride) = (stride, stride * Math.Max(1, sides[i]));
        }

        var bytes = codes with { Layout = new StridedLayout(new TensorShape(sides), strides, 0) };
        return new TorchQuantized(shape, bytes, null, scales);
    }
}

/// <summary>The scales and zero points of a quantized tensor.</summary>
/// <param name="Scale">Scale of the tensor, where it has one.</param>
/// <param name="Zero">Zero point of the tensor, where it has one.</param>
internal sealed record TorchScales(double Scale, double Zero)
{
    /// <summary>They are in memory while the tensor is read.</summary>
    private const long MaxChannels = 1 << 26;

    /// <summary>Dimension whose indexes have a scale each; null where the tensor has one.</summary>
    public int? Axis { get; init; }

    /// <summary>A scale for each index of <see cref="Axis"/>.</summary>
    public TorchDense? ScalesOfAxis { get; init; }

    /// <summary>A zero point for each index of <see cref="Axis"/>.</summary>
    public TorchDense? ZerosOfAxis { get; init; }

    /// <summary>Checks that there is one for each index.</summary>
    /// <exception cref="InvalidCheckpointException">There is not.</exception>
    public void Check(TorchFile file, string name, TensorShape shape)
    {
        if (Axis is not { } axis)
        {
            return;
        }

        if (axis < 0 || axis >= shape.Rank || shape[axis] > MaxChannels)
        {
            throw file.Source.InvalidTensor(name, $"its scales are of dimension {axis}, its shape is {shape}");
        }

        foreach (var part in (ReadOnlySpan<TorchDense>)[ScalesOfAxis!, ZerosOfAxis!])
        {
            part.Check(file, name);
            if (part.Shape.Rank != 1 || part.Shape[0] != shape[axis] || !ElementConversion.CanConvert(part.Type))
            {
                throw file.Source.InvalidTensor(
                    name,
                    $"has scales or zero points of shape {part.Shape} of {part.Type.Name()}, expected [{shape[axis]}]");
            }
        }
    }

    /// <summary>Reads them: one of each, or as many as the axis has indexes.</summary>
    public (double[] Scales, double[] Zeros) Load(TorchFile file) => Axis is null
        ? ([Scale], [Zero])
        : (Read(ScalesOfAxis!, file), Read(ZerosOfAxis!, file));

    private static double[] Read(TorchDense tensor, TorchFile file)
    {
        double[] values = new double[tensor.Shape.ElementCount];
        using var stream = tensor.OpenRead(file);
        ElementConversion.Read(stream, tensor.Type, values);
        return values;
    }
}
