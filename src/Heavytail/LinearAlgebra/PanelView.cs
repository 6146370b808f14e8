using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// A packed lower triangle of either element: panels of R rows, R = <see cref="TileKernels{T}.Rows"/>; panel p is
/// column-major and goes on to the end of its diagonal block. It owns nothing.
/// </summary>
/// <param name="Data">The first element of panel 0.</param>
/// <param name="Panels">Number of panels.</param>
internal readonly unsafe record struct PanelView<T>(nint Data, int Panels)
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    /// <summary>Block (p, q), R × R, q ≤ p; the blocks of one p follow each other.</summary>
    public T* Block(int p, int q)
    {
        long rows = TileKernels<T>.Rows;
        return (T*)Data + (rows * rows * (((long)p * (p + 1) / 2) + q));
    }
}
