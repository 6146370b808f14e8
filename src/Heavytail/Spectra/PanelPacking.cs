using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tensors;

namespace Heavytail.Spectra;

/// <summary>
/// The inner loops of packing: stored elements → a panel of <see cref="PackedTriangle.PanelRows"/> rows of V, column
/// after column, rows that V does not have being zeros.
/// </summary>
internal static unsafe class PanelPacking
{
    private const int Height = PackedTriangle.PanelRows;

    // Columns that are turned at a time: 24 × 64 doubles stay in the first cache.
    private const int Strip = 64;

    // Of the squares that are turned in registers.
    private const int Side = 4;

    /// <summary>V = Wᵀ: a column of the panel is a run of a row of W.</summary>
    /// <param name="type">Of the elements.</param>
    /// <param name="source">The element of W that is the panel's first.</param>
    /// <param name="stride">Bytes from one row of W to the next.</param>
    /// <param name="depth">Columns of the panel: rows of W.</param>
    /// <param name="rows">Rows of the panel that V has.</param>
    /// <param name="panel">Receives 24 × depth numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromRows(ElementType type, byte* source, long stride, int depth, int rows, double* panel)
    {
        var widen = ElementWidening.For(type);
        for (int k = 0; k < depth; k++, panel += Height, source += stride)
        {
            widen(source, panel, rows);
            for (int r = rows; r < Height; r++)
            {
                panel[r] = 0;
            }
        }
    }

    /// <summary>V = W: a row of the panel is a run of a row of W. Parameters as in <see cref="FromRows"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turning(ElementType type, byte* source, long stride, int depth, int rows, double* panel)
    {
        var widen = ElementWidening.For(type);
        int size = type.Bits() / 8;
        double* strip = stackalloc double[Height * Strip];
        new Span<double>(strip, Height * Strip).Clear();
        for (int first = 0; first < depth; first += Strip, source += (long)Strip * size, panel += Height * Strip)
        {
            int width = Math.Min(Strip, depth - first);
            for (int r = 0; r < rows; r++)
            {
                widen(source + (r * stride), strip + (r * Strip), width);
            }

            int k = 0;
            for (; k <= width - Side; k += Side)
            {
                for (int r = 0; r < Height; r += Side)
                {
                    Turn(strip + (r * Strip) + k, panel + (k * Height) + r);
                }
            }

            for (; k < width; k++)
            {
                for (int r = 0; r < Height; r++)
                {
                    panel[(k * Height) + r] = strip[(r * Strip) + k];
                }
            }
        }
    }

    /// <summary>Whether all numbers of a panel are finite: x − x is 0 for those, and NaN for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsFinite(double* panel, int depth)
    {
        var differences = Vector256<ulong>.Zero;
        double* end = panel + ((long)Height * depth);
        for (; panel < end; panel += Vector256<double>.Count)
        {
            var x = Vector256.Load(panel);
            differences |= (x - x).AsUInt64();
        }

        return differences == Vector256<ulong>.Zero;
    }

    /// <summary>
    /// 4 × 4 numbers of the strip, transposed: pairs of rows exchange odd with even columns, then halves.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(double* strip, double* panel)
    {
        var odd = Vector256.Create(0L, -1L, 0L, -1L).AsDouble();
        var a = Vector256.Load(strip);
        var b = Vector256.Load(strip + Strip);
        var c = Vector256.Load(strip + (2 * Strip));
        var d = Vector256.Load(strip + (3 * Strip));
        var evenOfAb = Vector256.ConditionalSelect(odd, Vector256.Shuffle(b, Vector256.Create(0L, 0L, 2L, 2L)), a);
        var oddOfAb = Vector256.ConditionalSelect(odd, b, Vector256.Shuffle(a, Vector256.Create(1L, 1L, 3L, 3L)));
        var evenOfCd = Vector256.ConditionalSelect(odd, Vector256.Shuffle(d, Vector256.Create(0L, 0L, 2L, 2L)), c);
        var oddOfCd = Vector256.ConditionalSelect(odd, d, Vector256.Shuffle(c, Vector256.Create(1L, 1L, 3L, 3L)));
        Vector256.Create(evenOfAb.GetLower(), evenOfCd.GetLower()).Store(panel);
        Vector256.Create(oddOfAb.GetLower(), oddOfCd.GetLower()).Store(panel + Height);
        Vector256.Create(evenOfAb.GetUpper(), evenOfCd.GetUpper()).Store(panel + (2 * Height));
        Vector256.Create(oddOfAb.GetUpper(), oddOfCd.GetUpper()).Store(panel + (3 * Height));
    }
}
