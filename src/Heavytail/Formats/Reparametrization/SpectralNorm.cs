// torch.nn.utils.spectral_norm and torch.nn.utils.parametrizations.spectral_norm; Miyato et al., arXiv 1802.05957
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Spectral normalization: w = W/σ, σ = uᵀWv with the stored vectors u and v, which approximate the first singular
/// vectors of W as a matrix of its first dimension (of the second, for transposed convolutions) by all others.
/// Stored as <c>weight_orig</c>, <c>weight_u</c>, <c>weight_v</c>, as <c>parametrizations.weight.original</c>,
/// <c>parametrizations.weight.0._u</c> and <c>_v</c>, or, by a module that many copy, as <c>weight_bar</c>. Versions
/// before 1.0 keep no v: then it is Wᵀu/‖Wᵀu‖, and σ is ‖Wᵀu‖.
/// </summary>
internal static class SpectralNorm
{
    public const string Scheme = "spectral norm";
    public const string Word = "a singular vector";
    public const string BarSuffix = "_bar";
    public const string LeftSuffix = "_u";

    /// <summary>How the name of the first singular vector ends in BigGAN.</summary>
    public const string BigGanSuffix = "u0";

    private const string RightSuffix = "_v";

    /// <summary>Vectors and products are buffered.</summary>
    private const long MaxElements = 1 << 24;

    public static void Compute(TensorTable tensors)
    {
        foreach (string suffix in new[] { ParameterNames.Original, BarSuffix })
        {
            foreach (var (name, stored) in ParameterNames.EndingIn(tensors, suffix))
            {
                if (tensors.Find(name + LeftSuffix) is not { } left || !IsStored(stored, left))
                {
                    continue;
                }

                var right = tensors.Find(name + RightSuffix);
                if (right is null || right.Info.Type.IsRealFloat())
                {
                    tensors.Replace(
                        ParameterNames.Step(tensors, Scheme, name, stored, (left, Word), (right, Word)),
                        () => Weight(Scheme, stored, left, right, name));
                }
            }
        }
    }

    /// <summary>
    /// BigGAN's modules keep <c>weight</c>, <c>u0</c> [1, outputs] and <c>sv0</c>, and divide by ‖Wv‖ with
    /// v = Wᵀu/‖Wᵀu‖.
    /// </summary>
    public static void ComputeBigGan(TensorTable tensors)
    {
        foreach (var (prefix, left) in tensors.EndingIn(BigGanSuffix).ToArray())
        {
            if ((prefix.Length > 0 && prefix[^1] is not ('.' or '/')) || !left.Info.Type.IsRealFloat()
                || tensors.Find(prefix + "sv0") is not { Info.Shape.ElementCount: 1 } value
                || tensors.Find(prefix + "weight") is not { Info.Role: null } stored
                || !stored.Info.Type.IsRealFloat() || !IsStored(stored, left)
                || left.Info.Shape is not { Rank: 2 } shape || shape[0] != 1 || shape[1] != stored.Info.Shape[0])
            {
                continue;
            }

            tensors.Replace(
                new WeightParts(Scheme, stored, [(left, Word), (value, "the largest singular value")]),
                () => Weight(
                    Scheme, stored, left, null, stored.Info.Name,
                    _ => LargestSingularValue.AfterAStep(stored, left)));
        }
    }

    /// <summary>Whether a tensor and a vector can be parts of such a weight.</summary>
    public static bool IsStored(StoredTensor stored, StoredTensor left) =>
        stored.Info.Shape is { Rank: >= 2, ElementCount: > 0 } && left.Info.Type.IsRealFloat();

    /// <exception cref="MisfitException">The vectors do not fit.</exception>
    public static StoredTensor Weight(
        string scheme, StoredTensor stored, StoredTensor left, StoredTensor? right, string name) =>
        Weight(
            scheme, stored, left, right, name,
            dimensions => LargestSingularValue.Of(stored, left, right, dimensions));

    private static StoredTensor Weight(
        string scheme, StoredTensor stored, StoredTensor left, StoredTensor? right, string name,
        Func<int[], double> largest)
    {
        var shape = stored.Info.Shape;
        (long u, long? v) = (left.Info.Shape.ElementCount, right?.Info.Shape.ElementCount);
        int[] dimensions = [.. Enumerable.Range(0, 2).Where(dimension => Fits(shape, dimension, u, v))];
        if (dimensions.Length == 0)
        {
            throw MisfitException.Between(
                stored, left, "one element for each row, and one for each column in `_v`, was expected");
        }

        if (Math.Max(u, shape.ElementCount / u) > MaxElements)
        {
            throw new MisfitException($"its singular vectors have more than {MaxElements:N0} elements");
        }

        var one = new TensorShape([.. Enumerable.Repeat(1L, shape.Rank)]);
        var factor = new Lazy<double>(
            () => 1 / largest(dimensions),
            LazyThreadSafetyMode.PublicationOnly);
        return ProductStream.Weight(scheme, stored, name, () => new BroadcastFactors([factor.Value], shape, one));
    }

    private static bool Fits(TensorShape shape, int dimension, long u, long? v) =>
        shape[dimension] == u && (v is null || v == shape.ElementCount / u);
}
