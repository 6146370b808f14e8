using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail.Derived;

/// <summary>The stored elements of a layer in one order, whatever that of its file is.</summary>
internal static class StoredElements
{
    /// <summary>Bytes that <see cref="Read"/> takes at its peak.</summary>
    public static long Bytes(Layer layer) => sizeof(double) * layer.ElementCount * (IsOrdered(layer) ? 1 : 2);

    /// <summary>
    /// The elements slice by slice, each slice outputs × inputs, row-major: element (o, i) of slice s is number
    /// (s·rows + o)·columns + i.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="open">Opens its stored elements in its order of reading.</param>
    /// <param name="nonFinite">The elements that are NaN or infinite; null for none.</param>
    /// <exception cref="InvalidCheckpointException">The elements are damaged.</exception>
    public static double[] Read(Layer layer, Func<Layer, Stream> open, out NonFiniteWeights? nonFinite)
    {
        double[] stored = new double[layer.ElementCount];
        try
        {
            using var stream = open(layer);
            ElementConversion.Read(stream, layer.Tensor.Type, stored);
        }
        catch (Exception e) when (Files.StreamDamage.Is(e))
        {
            throw new InvalidCheckpointException(
                layer.Tensor.File, layer.Tensor.Name, "its data is damaged or ends early",
                "compare the file with its source", e);
        }

        nonFinite = NonFiniteWeights.In(stored, place => place);
        return IsOrdered(layer) ? stored : Ordered(stored, layer);
    }

    private static bool IsOrdered(Layer layer) =>
        !layer.Layout.Transposed && (layer.Rf == 1 || layer.Layout.SlicesFirst);

    private static double[] Ordered(double[] stored, Layer layer)
    {
        double[] ordered = new double[stored.Length];
        (int rows, int columns, int rf) = (layer.Rows, layer.Columns, layer.Rf);
        int place = 0;
        if (!layer.Layout.SlicesFirst && rf > 1)
        {
            for (int element = 0; element < rows * columns; element++)
            {
                for (int slice = 0; slice < rf; slice++)
                {
                    ordered[(slice * rows * columns) + element] = stored[place++];
                }
            }

            return ordered;
        }

        for (int slice = 0; slice < rf; slice++)
        {
            for (int i = 0; i < columns; i++)
            {
                for (int o = 0; o < rows; o++)
                {
                    ordered[(((slice * rows) + o) * columns) + i] = stored[place++];
                }
            }
        }

        return ordered;
    }
}
