namespace Heavytail.Formats.TensorFlowJs;

/// <summary>How integers stand for weights: number × scale + minimum.</summary>
internal sealed record TfjsScale(ElementType Stored, double Scale, double Minimum)
{
    public string Encoding => $"{Stored.Name()} scale + min";
}

/// <summary>A tensor of a manifest; its bytes follow those of the one before, across the files of its group.</summary>
/// <param name="Name">The name as stored.</param>
/// <param name="Type">The type of its elements as they are read; null of strings.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Scale">Scale of quantized weights; null otherwise.</param>
internal sealed record TfjsWeight(string Name, ElementType? Type, TensorShape Shape, TfjsScale? Scale)
{
    /// <summary>Bytes of one element in the file; none where they differ in length.</summary>
    public int StoredElementBytes => Type is { } type ? (Scale?.Stored ?? type).Bits() / 8 : 0;
}

/// <summary>Tensors whose bytes follow each other through some files.</summary>
/// <param name="Paths">The files, relative to the manifest.</param>
/// <param name="Weights">Weights, in the order of their bytes.</param>
internal sealed record TfjsGroup(IReadOnlyList<string> Paths, IReadOnlyList<TfjsWeight> Weights);
