using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>The tensors of one of MLX' weights.</summary>
/// <param name="Prefix">The layer's name.</param>
/// <param name="Packed">Words of codes.</param>
/// <param name="Scales">One for each group.</param>
/// <param name="Offsets">One for each group; null where there are none.</param>
internal sealed record MlxWeight(string Prefix, StoredTensor Packed, StoredTensor Scales, StoredTensor? Offsets)
{
    /// <summary>Groups of a row.</summary>
    public long Groups => Scales.Info.Shape.Rank > 0 ? Scales.Info.Shape.Dimensions[^1] : 0;

    /// <summary>Words of a row.</summary>
    public long Words => Packed.Info.Shape.Dimensions[^1];

    /// <summary>Rows of a matrix.</summary>
    public long Rows => Packed.Info.Shape.Dimensions[^2];

    /// <summary>Bits of a group of codes; 0 where the shapes make none.</summary>
    public long GroupBits => Groups > 0 && Words <= NumberGrid.MaxColumns && Words * WordBits.WordSize % Groups == 0
        ? Words * WordBits.WordSize / Groups
        : 0;
}

/// <summary>How MLX packs a weight.</summary>
/// <param name="Bits">Bits of a code.</param>
/// <param name="Group">Codes that share a scale.</param>
internal sealed record MlxLayout(long Bits, long Group);
