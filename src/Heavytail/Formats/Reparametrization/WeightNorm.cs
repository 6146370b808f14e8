// torch.nn.utils.weight_norm and torch.nn.utils.parametrizations.weight_norm;
// Salimans & Kingma, arXiv 1602.07868, eq. 2
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Weight normalization: w = g·v/‖v‖, where the norm is over all dimensions in which g has length one. Stored as
/// <c>weight_g</c> and <c>weight_v</c>, or as <c>parametrizations.weight.original0</c> and <c>original1</c>.
/// </summary>
internal static class WeightNorm
{
    public const string Suffix = "_v";
    public const string ParametrizedSuffix = ".original1";

    private const string Scheme = "weight norm";
    private const string MagnitudeSuffix = "_g";
    private const string ParametrizedMagnitude = ".original0";

    /// <summary>Norms are buffered; a weight has one for each output.</summary>
    private const long MaxNorms = 1 << 24;

    public static void Compute(TensorTable tensors)
    {
        foreach (var (name, direction) in ParameterNames.EndingIn(tensors, Suffix))
        {
            if (tensors.Find(name + MagnitudeSuffix) is { } magnitude && ParameterNames.IsWeight(name))
            {
                Compute(tensors, direction, magnitude, name);
            }
        }

        foreach (var (path, direction) in ParameterNames.EndingIn(tensors, ParametrizedSuffix))
        {
            if (tensors.Find(path + ParametrizedMagnitude) is { } magnitude
                && ParameterNames.OfParametrization(path) is { } name && !tensors.Contains(name))
            {
                Compute(tensors, direction, magnitude, name);
            }
        }
    }

    private static void Compute(
        TensorTable tensors, StoredTensor direction, StoredTensor magnitude, string name)
    {
        var (whole, small) = (direction.Info.Shape, Padded(magnitude.Info.Shape, direction.Info.Shape.Rank));
        if (!magnitude.Info.Type.IsRealFloat() || whole.ElementCount == 0)
        {
            return;
        }

        tensors.Replace(
            new WeightParts(Scheme, direction, (magnitude, "magnitudes")) { Owner = $"`{name}`" },
            () => BroadcastIndex.Fits(whole, small) && small.ElementCount <= MaxNorms
                ? ProductStream.Weight(
                    Scheme,
                    direction,
                    name,
                    () => new BroadcastFactors(Factors(direction, magnitude, small), whole, small))
                : throw MisfitException.Between(
                    direction, magnitude, "one magnitude for each row, or for the weight as a whole, was expected"));
    }

    /// <summary>The magnitude of the weight as a whole is a scalar.</summary>
    private static TensorShape Padded(TensorShape magnitude, int rank) =>
        magnitude.ElementCount == 1 ? new TensorShape([.. Enumerable.Repeat(1L, rank)]) : magnitude;

    /// <summary>g/‖v‖. A row of zeros has none: its weights are 0/0, as PyTorch's are.</summary>
    private static double[] Factors(StoredTensor direction, StoredTensor magnitude, TensorShape small)
    {
        double[] factors = new double[small.ElementCount];
        Scalars.Read(magnitude, factors);
        double[] squares = SquaredNorms(direction, small);
        for (int i = 0; i < factors.Length; i++)
        {
            factors[i] /= Math.Sqrt(squares[i]);
        }

        return factors;
    }

    private static double[] SquaredNorms(StoredTensor direction, TensorShape small)
    {
        double[] squares = new double[small.ElementCount];
        var index = new BroadcastIndex(direction.Info.Shape, small);
        using var elements = new NumberReader(direction.OpenRead(), direction.Info.Type);
        for (long left = direction.Info.Shape.ElementCount; left > 0; left -= index.Run)
        {
            double sum = 0;
            for (long rest = index.Run; rest > 0;)
            {
                var run = elements.Next(rest);
                foreach (double element in run)
                {
                    sum += element * element;
                }

                rest -= run.Length;
            }

            squares[index.Current] += sum;
            index.Next();
        }

        return squares;
    }
}
