namespace Heavytail.LinearAlgebra.Storage;

/// <summary>
/// A packed lower triangle of either element: panels of R rows, R = <see cref="Rows"/>; panel p is
/// column-major and goes on to the end of its diagonal block. It owns nothing.
/// </summary>
/// <param name="Data">The first element of panel 0.</param>
/// <param name="Panels">Number of panels.</param>
internal readonly unsafe record struct PanelView<T>(nint Data, int Panels)
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    /// <summary>R: the elements of <see cref="PackedTriangle.PanelRows"/> doubles, 24 doubles or 48 floats.</summary>
    public static int Rows => PackedTriangle.PanelRows * sizeof(double) / sizeof(T);

    /// <summary>Block (p, q), R × R, q ≤ p; the blocks of one p follow each other.</summary>
    public T* Block(int p, int q)
    {
        long rows = Rows;
        return (T*)Data + (rows * rows * (((long)p * (p + 1) / 2) + q));
    }
}
