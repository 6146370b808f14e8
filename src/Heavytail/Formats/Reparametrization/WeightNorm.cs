// torch.nn.utils.weight_norm and torch.nn.utils.parametrizations.weight_norm;
// Salimans & Kingma, arXiv 1602.07868, eq. 2
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Weight normalization: w = g·v/‖v‖, where the norm is over all dimensions in which g has length one. Stored as
/// <c>weight_g</c> and <c>weight_v</c>, or as <c>parametrizations.weight.original0</c> and <c>original1</c>. A vector g
/// belongs to the one dimension of v that has its length.
/// </summary>
internal static class WeightNorm
{
    public const string Suffix = "_v";
    public const string Scheme = "weight norm";
    public const string Word = "magnitudes";

    private const string MagnitudeSuffix = "_g";

    /// <summary>Norms are buffered; a weight has one for each output.</summary>
    private const long MaxNorms = 1 << 24;

    public static void Compute(TensorTable tensors)
    {
        foreach (var (name, direction) in ParameterNames.EndingIn(tensors, Suffix))
        {
            if (tensors.Find(name + MagnitudeSuffix) is { } magnitude && ParameterNames.IsWeight(name)
                && IsStored(direction, magnitude))
            {
                tensors.Replace(
                    ParameterNames.Step(tensors, Scheme, name, direction, (magnitude, Word)),
                    () => Weight(Scheme, direction, magnitude, name));
            }
        }
    }

    /// <summary>How the names of magnitudes end in Keras' layers.</summary>
    public static IReadOnlyList<string> KerasSuffixes { get; } = ["/g", "/g:0"];

    /// <summary>
    /// Layers of Keras that keep <c>g</c> beside <c>v</c>, or, TensorFlow Addons' <c>WeightNormalization</c>, beside
    /// <c>kernel</c>: g has one magnitude for each index of the last dimension.
    /// </summary>
    public static void ComputeKeras(TensorTable tensors)
    {
        foreach (string suffix in KerasSuffixes)
        {
            string end = suffix["/g".Length..];
            foreach (var (parent, magnitude) in tensors.EndingIn(suffix).ToArray())
            {
                bool isWrapper = parent.Contains("weight_norm", StringComparison.OrdinalIgnoreCase)
                    || parent.Contains("weightnorm", StringComparison.OrdinalIgnoreCase);
                if ((tensors.Find($"{parent}/v{end}")
                    ?? (isWrapper ? tensors.Find($"{parent}/kernel{end}") : null)) is not { } direction
                    || direction.Info.Shape is not { Rank: >= 2, ElementCount: > 0 } shape
                    || !magnitude.Info.Type.IsRealFloat() || !direction.Info.Type.IsRealFloat()
                    || magnitude.Info.Shape is not { Rank: 1, ElementCount: <= MaxNorms } norms
                    || norms[0] != shape.Dimensions[^1])
                {
                    continue;
                }

                string name = tensors.Contains($"{parent}/kernel{end}") ? direction.Info.Name : $"{parent}/kernel{end}";
                tensors.Replace(
                    new WeightParts(Scheme, direction, [(magnitude, Word)]), () => OfLast(direction, magnitude, name));
            }
        }
    }

    /// <summary>The weight whose magnitudes are those of its last dimension, as Keras and Flax have it.</summary>
    public static StoredTensor OfLast(StoredTensor direction, StoredTensor magnitude, string name)
    {
        var shape = direction.Info.Shape;
        var small = new TensorShape([.. Enumerable.Repeat(1L, shape.Rank - 1), shape.Dimensions[^1]]);
        return ProductStream.Weight(
            Scheme, direction, name, () => new BroadcastFactors(Factors(direction, magnitude, small), shape, small));
    }

    /// <summary>Whether two tensors can be parts of such a weight.</summary>
    public static bool IsStored(StoredTensor direction, StoredTensor magnitude) =>
        magnitude.Info.Type.IsRealFloat() && direction.Info.Shape.ElementCount > 0;

    /// <summary>Whether they are, by their shapes as well.</summary>
    public static bool Fits(StoredTensor direction, StoredTensor magnitude) =>
        IsStored(direction, magnitude) && Padded(direction.Info.Shape, magnitude.Info.Shape) is not null;

    /// <exception cref="MisfitException">The magnitudes do not fit.</exception>
    public static StoredTensor Weight(string scheme, StoredTensor direction, StoredTensor magnitude, string name)
    {
        var whole = direction.Info.Shape;
        if (Padded(whole, magnitude.Info.Shape) is not { } small)
        {
            throw MisfitException.Between(
                direction,
                magnitude,
                magnitude.Info.Shape.Rank == 1 && whole.Dimensions.Contains(magnitude.Info.Shape[0])
                    ? "several dimensions are as long as there are magnitudes, and nothing says whose they are"
                    : "one magnitude for each row, or for the weight as a whole, was expected");
        }

        return ProductStream.Weight(
            scheme,
            direction,
            name,
            () => new BroadcastFactors(Factors(direction, magnitude, small), whole, small));
    }

    /// <summary>
    /// The magnitudes' shape, with as many dimensions as the weight; null where they do not fit it. The magnitude of
    /// the weight as a whole is a scalar. A magnitude for each element is none.
    /// </summary>
    private static TensorShape? Padded(TensorShape whole, TensorShape magnitude)
    {
        if (magnitude.ElementCount == 1)
        {
            return new TensorShape([.. Enumerable.Repeat(1L, whole.Rank)]);
        }

        if (magnitude.Rank == 1 && whole.Rank > 1)
        {
            int[] matching = [.. Enumerable.Range(0, whole.Rank).Where(d => whole[d] == magnitude[0])];
            return matching is [var only] && magnitude.ElementCount <= MaxNorms
                ? new TensorShape([.. Enumerable.Range(0, whole.Rank).Select(d => d == only ? whole[d] : 1L)])
                : null;
        }

        bool isForEach = magnitude.Equals(whole) && whole.Dimensions.Count(side => side > 1) > 1;
        return BroadcastIndex.Fits(whole, magnitude) && !isForEach && magnitude.ElementCount <= MaxNorms
            ? magnitude
            : null;
    }

    /// <summary>g/‖v‖. A row of zeros has none: its weights are 0/0, as PyTorch's are.</summary>
    private static double[] Factors(StoredTensor direction, StoredTensor magnitude, TensorShape small)
    {
        double[] factors = Scalars.ReadAll(magnitude);
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
