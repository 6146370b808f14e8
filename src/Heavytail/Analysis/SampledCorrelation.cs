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
            && Pearson(left, right) is double correlation && double.IsFinite(correlation) ? correlation : null;
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

    private static double Pearson(double[] left, double[] right)
    {
        double meanLeft = left.Average();
        double meanRight = right.Average();
        double product = 0;
        double squareLeft = 0;
        double squareRight = 0;
        for (int k = 0; k < left.Length; k++)
        {
            double x = left[k] - meanLeft;
            double y = right[k] - meanRight;
            product += x * y;
            squareLeft += x * x;
            squareRight += y * y;
        }

        return product / Math.Sqrt(squareLeft * squareRight);
    }
}
