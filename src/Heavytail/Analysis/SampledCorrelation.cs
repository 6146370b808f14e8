using Heavytail.Statistics;
using Heavytail.Tensors;

namespace Heavytail.Analysis;

/// <summary>
/// How well the elements of two tensors correlate, by their first few thousand. It tells an average of a network from
/// a network of its own with such a name.
/// </summary>
/// <param name="checkpoint">The checkpoint of both.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class SampledCorrelation(Checkpoint checkpoint, CancellationToken cancellation)
{
    private const int MostElements = 4096;

    /// <summary>Fewer elements correlate by chance.</summary>
    private const int LeastElements = 256;

    /// <summary>
    /// Pearson's correlation of the first elements of two tensors of equal shape; null where it does not exist: of
    /// constants, of too few elements, of what cannot be read.
    /// </summary>
    public double? Of(TensorInfo one, TensorInfo other)
    {
        cancellation.ThrowIfCancellationRequested();
        int count = (int)Math.Min(MostElements, one.Shape.ElementCount);
        return count >= LeastElements && Read(one, count) is { } left && Read(other, count) is { } right
            && Array.TrueForAll(left, double.IsFinite) && Array.TrueForAll(right, double.IsFinite)
            ? Correlation.Pearson(left, right) : null;
    }

    private double[]? Read(TensorInfo tensor, int count)
    {
        if (!ElementConversion.CanConvert(tensor.Type))
        {
            return null;
        }

        try
        {
            using var stream = checkpoint.OpenRead(tensor);
            double[] elements = new double[count];
            ElementConversion.Read(stream, tensor.Type, elements);
            return elements;
        }
        catch (Exception e) when (e is CheckpointException || Checkpoint.IsDamage(e))
        {
            // The analysis says why.
            return null;
        }
    }
}
