using Heavytail.Tensors;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// A tensor of PyTorch's quantized types, as F32: (code − zero point) × scale, with one scale or one for each index
/// of a dimension.
/// </summary>
/// <param name="Codes">The integers.</param>
/// <param name="CodeType">Their type.</param>
/// <param name="Scales">Scales and zero points.</param>
internal sealed record TorchQuantized(TorchTensor Codes, ElementType CodeType, TorchScales Scales)
    : TorchContent(Codes.Layout.Shape, ElementType.F32)
{
    public override string Encoding => $"{Codes.Type.Name} {(Scales.Axis is null ? "per tensor" : "per channel")}";

    public override bool IsQuantized => true;

    public override Int128 StoredBytes => (Int128)Shape.ElementCount * Codes.Type.Bytes;

    public override void Check(TorchFile file, string name)
    {
        Codes.Check(file.FindStorage(Codes.StorageId.Key), file.Source, name);
        Scales.Check(file, name, Shape);
    }

    public override Stream OpenRead(TorchFile file) => new TorchCodesStream(
        Codes.OpenRead(file.FindStorage(Codes.StorageId.Key)), CodeType, Shape, Scales, file);
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
