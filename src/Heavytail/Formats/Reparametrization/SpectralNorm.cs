// torch.nn.utils.spectral_norm and torch.nn.utils.parametrizations.spectral_norm; Miyato et al., arXiv 1802.05957
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Spectral normalization: w = W/σ, σ = uᵀWv with the stored vectors u and v, which approximate the first singular
/// vectors of W as a matrix of its first dimension (of the second, for transposed convolutions) by all others.
/// Stored as <c>weight_orig</c>, <c>weight_u</c>, <c>weight_v</c>, or as <c>parametrizations.weight.original</c>,
/// <c>parametrizations.weight.0._u</c> and <c>_v</c>. Versions before 1.0 keep no v: then it is Wᵀu/‖Wᵀu‖, and σ is
/// ‖Wᵀu‖.
/// </summary>
internal static class SpectralNorm
{
    public const string ParametrizedSuffix = ".original";

    private const string Scheme = "spectral norm";
    private const string ParametrizedLeft = ".0._u";
    private const string ParametrizedRight = ".0._v";

    /// <summary>Vectors and products are buffered.</summary>
    private const long MaxElements = 1 << 24;

    public static void Compute(TensorTable tensors)
    {
        foreach (var (name, stored) in ParameterNames.EndingIn(tensors, ParameterNames.Original))
        {
            if (tensors.Find(name + "_u") is { } left)
            {
                Compute(tensors, stored, left, tensors.Find(name + "_v"), name);
            }
        }

        foreach (var (path, stored) in ParameterNames.EndingIn(tensors, ParametrizedSuffix))
        {
            if (tensors.Find(path + ParametrizedLeft) is { } left
                && ParameterNames.OfParametrization(path) is { } name && !tensors.Contains(name))
            {
                Compute(tensors, stored, left, tensors.Find(path + ParametrizedRight), name);
            }
        }
    }

    private static void Compute(
        TensorTable tensors, StoredTensor stored, StoredTensor left, StoredTensor? right, string name)
    {
        var shape = stored.Info.Shape;
        if (shape.Rank < 2 || shape.ElementCount == 0 || !left.Info.Type.IsRealFloat()
            || right is not null && !right.Info.Type.IsRealFloat())
        {
            return;
        }

        tensors.Replace(
            new WeightParts(Scheme, stored, (left, "a singular vector"), (right, "a singular vector"))
            {
                Owner = $"`{name}`",
            },
            () => Normalized(stored, left, right, name));
    }

    private static StoredTensor Normalized(StoredTensor stored, StoredTensor left, StoredTensor? right, string name)
    {
        var shape = stored.Info.Shape;
        (long u, long? v) = (left.Info.Shape.ElementCount, right?.Info.Shape.ElementCount);
        int dimension = Fits(shape, 0, u, v) ? 0 : 1;
        if (!Fits(shape, dimension, u, v))
        {
            throw MisfitException.Between(
                stored, left, "one element for each row, and one for each column in `_v`, was expected");
        }

        if (Math.Max(u, shape.ElementCount / u) > MaxElements)
        {
            throw new MisfitException($"its singular vectors have more than {MaxElements:N0} elements");
        }

        var one = new TensorShape([.. Enumerable.Repeat(1L, shape.Rank)]);
        return ProductStream.Weight(
            Scheme, stored, name, () => new BroadcastFactors([1 / Sigma(stored, left, right, dimension)], shape, one));
    }

    private static bool Fits(TensorShape shape, int dimension, long u, long? v) =>
        shape[dimension] == u && (v is null || v == shape.ElementCount / u);

    /// <summary>uᵀWv, or ‖Wᵀu‖ without v. Column j of W has index j in the order of its other dimensions.</summary>
    private static double Sigma(StoredTensor stored, StoredTensor left, StoredTensor? right, int dimension)
    {
        var shape = stored.Info.Shape;
        double[] u = ReadAll(left);
        double[] product = new double[shape.ElementCount / u.Length];
        long outer = dimension == 0 ? 1 : shape[0];
        long inner = shape.ElementCount / outer / u.Length;
        using var elements = new NumberReader(stored.OpenRead(), stored.Info.Type);
        for (long block = 0; block < outer; block++)
        {
            foreach (double factor in u)
            {
                for (long j = 0; j < inner;)
                {
                    foreach (double element in elements.Next(inner - j))
                    {
                        product[(block * inner) + j++] += factor * element;
                    }
                }
            }
        }

        double[]? v = right is null ? null : ReadAll(right);
        double sum = 0;
        for (int j = 0; j < product.Length; j++)
        {
            sum += product[j] * (v is null ? product[j] : v[j]);
        }

        return v is null ? Math.Sqrt(sum) : sum;
    }

    private static double[] ReadAll(StoredTensor tensor)
    {
        double[] values = new double[tensor.Info.Shape.ElementCount];
        Scalars.Read(tensor, values);
        return values;
    }
}
