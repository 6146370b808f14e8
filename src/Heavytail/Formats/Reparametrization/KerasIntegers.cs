// Specification: https://github.com/keras-team/keras/blob/master/keras/src/layers/core/dense.py (quantize)
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Layers that Keras 3 has quantized to int8: <c>vars/0</c> are the codes, the last of the layer's variables are the
/// scales that the weights were multiplied by, so that w = code/scale. A dense kernel has one for each output, its last
/// dimensions; an embedding one for each entry, its first.
/// </summary>
internal static class KerasIntegers
{
    private const string Scheme = "int8 with scales";
    private const string Suffix = "/vars/0";
    private const string Variables = "/vars/";
    private const int MaxVariables = 8;
    private const long MaxScales = 1 << 24;

    public static bool IsCodes(TensorInfo tensor) =>
        tensor.Type == ElementType.I8 && tensor.Shape.Rank >= 2
        && tensor.Name.EndsWith(Suffix, StringComparison.Ordinal);

    public static void Compute(TensorTable tensors)
    {
        foreach (var codes in tensors.Tensors.Where(tensor => IsCodes(tensor.Info)).ToArray())
        {
            string path = codes.Info.Name[..^Suffix.Length] + Variables;
            var scales = Enumerable.Range(1, MaxVariables).Select(number => tensors.Find($"{path}{number}"))
                .OfType<StoredTensor>().LastOrDefault(tensor => tensor.Info.Type.IsRealFloat());
            if (scales is not null && Broadcast(codes.Info.Shape, scales.Info.Shape) is { } small
                && small.ElementCount <= MaxScales)
            {
                string name = codes.Info.Name;
                tensors.Replace(
                    new WeightParts(Scheme, codes, (scales, "scales")) { Owner = $"`{name}`" },
                    () => ProductStream.Weight(
                        Scheme,
                        codes,
                        name,
                        () => new BroadcastFactors(Reciprocals(scales), codes.Info.Shape, small)));
            }
        }
    }

    /// <summary>The scales' dimensions are the last ones of the codes, or only the first.</summary>
    private static TensorShape? Broadcast(TensorShape codes, TensorShape scales)
    {
        int missing = codes.Rank - scales.Rank;
        if (missing < 0)
        {
            return null;
        }

        TensorShape[] readings =
        [
            new([.. Enumerable.Repeat(1L, missing), .. scales.Dimensions]),
            new([.. scales.Dimensions, .. Enumerable.Repeat(1L, missing)]),
        ];
        return Array.Find(readings, reading => BroadcastIndex.Fits(codes, reading));
    }

    private static double[] Reciprocals(StoredTensor scales)
    {
        double[] factors = new double[scales.Info.Shape.ElementCount];
        Scalars.Read(scales, factors);
        return Array.ConvertAll(factors, scale => 1 / scale);
    }
}
