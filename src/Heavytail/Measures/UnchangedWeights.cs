using Heavytail.Derived;

namespace Heavytail.Measures;

/// <summary>A layer that an adapter changed, beside the layer of its base.</summary>
/// <param name="before">The layer of the base.</param>
/// <param name="openBefore">Opens its stored elements.</param>
/// <param name="after">The layer of the merged model.</param>
/// <param name="openAfter">Opens its elements.</param>
internal sealed class UnchangedWeights(
    Layer before, Func<Layer, Stream> openBefore, Layer after, Func<Layer, Stream> openAfter)
{
    /// <summary>Bytes that <see cref="Read"/> takes at its peak.</summary>
    public static long Bytes(Layer layer) => 2 * StoredElements.Bytes(layer);

    /// <summary>
    /// The elements of both, slice by slice, each outputs × inputs; null where some are NaN or infinite.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">Elements are damaged.</exception>
    public (double[] Before, double[] After)? Read()
    {
        double[] old = StoredElements.Read(before, openBefore, out var inOld);
        double[] now = StoredElements.Read(after, openAfter, out var inNow);
        return inOld is null && inNow is null ? (old, now) : null;
    }
}
