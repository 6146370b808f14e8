using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// A packed triangle rounded to floats in its own memory: panels of 48 rows where there were two of 24. A panel of
/// floats never reaches into doubles that are still to be read.
/// </summary>
internal static unsafe class SinglePanels
{
    private const int Half = PackedTriangle.PanelRows;
    private const int Rows = 2 * Half;

    /// <summary>Rounds; <paramref name="x"/> holds nothing else afterwards.</summary>
    /// <param name="x">
    /// Matrix of at least 3 panels, with whole diagonal blocks and entries within the range of float.
    /// </param>
    public static PanelView<float> From(PackedTriangle x)
    {
        int panels = (x.Panels + 1) / 2;
        var view = new PanelView<float>((nint)x.Panel(0), panels);
        using var memory = new AlignedMemory<float>((long)panels * Rows * Rows);
        for (int p = 0; p < panels; p++)
        {
            int length = (p + 1) * Rows * Rows;
            memory.Clear();
            Round(x, p, memory.Pointer);
            new ReadOnlySpan<float>(memory.Pointer, length).CopyTo(new Span<float>(view.Block(p, 0), length));
        }

        return view;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(PackedTriangle x, int panel, float* destination)
    {
        int top = 2 * panel;
        for (int half = 0; half < 2 && top + half < x.Panels; half++)
        {
            double* source = x.Panel(top + half);
            for (int c = 0; c < (top + half + 1) * Half; c++)
            {
                TensorPrimitives.ConvertTruncating(
                    new ReadOnlySpan<double>(source + (c * Half), Half),
                    new Span<float>(destination + (c * Rows) + (half * Half), Half));
            }
        }

        // The block right of the upper diagonal block is the mirror of the one below it.
        float* corner = destination + (panel * Rows * Rows);
        for (int c = Half; c < Rows; c++)
        {
            for (int r = 0; r < Half; r++)
            {
                corner[(c * Rows) + r] = corner[(r * Rows) + c];
            }
        }
    }
}
