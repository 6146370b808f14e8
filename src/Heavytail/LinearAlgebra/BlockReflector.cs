using System.Numerics;
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// The factor V of Q = I − V·T·Vᵀ and, once A·V is known, the X̃ of QᵀAQ = A + V·X̃ᵀ + X̃·Vᵀ, in the orders in which
/// the kernels read them. All blocks are R × R for the panels of a trailing matrix, counted from its first.
/// </summary>
internal sealed unsafe class BlockReflector<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int s_block = TileKernels<T>.Rows * TileKernels<T>.Rows;

    private readonly AlignedMemory<T> _left;
    private readonly AlignedMemory<T> _right;
    private readonly AlignedMemory<T> _rows;
    private readonly AlignedMemory<T> _triangle = new(s_block);

    public BlockReflector(int panels)
    {
        _left = new AlignedMemory<T>(2L * panels * s_block);
        _right = new AlignedMemory<T>(2L * panels * s_block);
        _rows = new AlignedMemory<T>((long)panels * s_block);
    }

    /// <summary>The elements that a reflector of this many panels takes.</summary>
    public static long LengthOf(int panels) => (5L * panels * s_block) + s_block;

    /// <summary>−T in rows.</summary>
    public T* NegativeTriangle => _triangle.Pointer;

    /// <summary>[V X̃] of a panel: a left operand of depth 2R.</summary>
    public T* Left(int panel) => _left.Pointer + (2L * panel * s_block);

    /// <summary>[X̃ V] of a panel: the right operand that meets it.</summary>
    public T* Right(int panel) => _right.Pointer + (2L * panel * s_block);

    /// <summary>V of a panel by rows: Vᵀ as a left operand, V as a right one.</summary>
    public T* Rows(int panel) => _rows.Pointer + ((long)panel * s_block);

    /// <summary>V of a panel, column-major.</summary>
    public T* V(int panel) => Left(panel);

    /// <summary>X̃ of a panel, column-major.</summary>
    public T* X(int panel) => Left(panel) + s_block;

    /// <summary>Sets a panel of V.</summary>
    /// <param name="panel">Index of the panel.</param>
    /// <param name="v">V of the panel, column-major, R × R.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SetV(int panel, double* v)
    {
        int rows = TileKernels<T>.Rows;
        T* left = V(panel);
        T* right = Right(panel) + s_block;
        T* transposed = Rows(panel);
        for (int c = 0; c < rows; c++)
        {
            for (int r = 0; r < rows; r++)
            {
                var value = T.CreateTruncating(v[(c * rows) + r]);
                left[(c * rows) + r] = value;
                right[(c * rows) + r] = value;
                transposed[(r * rows) + c] = value;
            }
        }
    }

    /// <summary>Copies X̃ of a panel to where the right operand wants it.</summary>
    public void PublishX(int panel) =>
        new ReadOnlySpan<T>(X(panel), s_block).CopyTo(new Span<T>(Right(panel), s_block));

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _rows.Dispose();
        _triangle.Dispose();
    }
}
