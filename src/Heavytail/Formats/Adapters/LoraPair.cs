using System.Globalization;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>The factors of one weight, whose shapes and rank fit each other.</summary>
/// <param name="Inner">A: the factor that the input meets first.</param>
/// <param name="Outer">B.</param>
internal sealed record LoraPair(StoredTensor Inner, StoredTensor Outer)
{
    /// <summary>Most elements of a factor: what one array holds.</summary>
    private const long MostElements = 0x7FFFFFC7;

    /// <summary>The weight that they change, as the base names it.</summary>
    public required string Weight { get; init; }

    /// <summary>r of each matrix.</summary>
    public required int Rank { get; init; }

    /// <summary>What B·A is multiplied by.</summary>
    public required double Scale { get; init; }

    /// <summary>Whether that is α/√r and not α/r.</summary>
    public bool IsRankStabilized { get; init; }

    /// <summary>The number of matrices: the experts of a layer; 1 elsewhere.</summary>
    public int Experts { get; init; } = 1;

    /// <summary>Whether they change a table of vectors.</summary>
    public bool IsEmbedding { get; init; }

    /// <summary>The lengths that DoRA gives the rows of W + ΔW; null where it is not DoRA.</summary>
    public StoredTensor? Magnitude { get; init; }

    /// <summary>The bias of B, which changes the bias of the layer and no weight; null for none.</summary>
    public StoredTensor? Bias { get; init; }

    /// <summary>Dimensions of the kernel of a convolution.</summary>
    public int KernelRank => Inner.Info.Shape.Rank - 2;

    /// <summary>The type of the factor that is rounded more.</summary>
    public ElementType CoarserType => Inner.Info.StoredType.Epsilon() > Outer.Info.StoredType.Epsilon()
        ? Inner.Info.StoredType : Outer.Info.StoredType;

    /// <summary>The factors of a weight.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="weight">The weight that they change.</param>
    /// <param name="module">The name that patterns of the configuration match.</param>
    /// <param name="inner">A, by its part of the name.</param>
    /// <param name="outer">B.</param>
    /// <param name="isParameter">Whether <c>target_parameters</c> names the weight: a stack of experts.</param>
    /// <exception cref="MisfitException">They do not fit each other, or the rank of the configuration.</exception>
    public static LoraPair Of(
        AdapterConfig config, string weight, string module, StoredTensor inner, StoredTensor outer, bool isParameter)
    {
        int rank = config.RankOf(module);
        var (a, b) = (inner.Info.Shape, outer.Info.Shape);
        if (config.Unsupported is { } variant)
        {
            throw new MisfitException($"adapter_config.json sets `{variant}`, whose product is not read")
            {
                IsUnsupported = true,
            };
        }

        bool hasForm = a.Rank is >= 2 and <= 5 && b.Rank == a.Rank && a.ElementCount > 0 && b.ElementCount > 0
            && b.Dimensions.Skip(2).All(side => side == 1) && a[0] == b[1];
        long experts = hasForm && isParameter && a.Rank == 2 ? a[0] / rank : 1;
        if (!hasForm || a[0] != rank * experts || experts == 0)
        {
            string expected = isParameter
                ? string.Create(CultureInfo.InvariantCulture, $"[{rank} · experts, in] and [out, {rank} · experts]")
                : string.Create(CultureInfo.InvariantCulture, $"[{rank}, in] and [out, {rank}]");
            throw new MisfitException(
                $"{inner.Info.Name} {a} and {outer.Info.Name} {b} do not fit: "
                + $"by adapter_config.json `{module}` has r = {rank}, so {expected} are expected");
        }

        if (!inner.Info.Type.IsRealFloat() || !outer.Info.Type.IsRealFloat())
        {
            throw new MisfitException(
                $"its factors are {inner.Info.Type.Name()} and {outer.Info.Type.Name()}, not of floating point");
        }

        if (Math.Max(a.ElementCount, b.ElementCount) > MostElements || b[0] > int.MaxValue)
        {
            throw new MisfitException("a factor has more than 2^31 elements");
        }

        return new LoraPair(inner, outer)
        {
            Weight = weight,
            Rank = rank,
            Scale = config.ScaleOf(module),
            IsRankStabilized = config.IsRankStabilized,
            Experts = (int)experts,
        };
    }
}
