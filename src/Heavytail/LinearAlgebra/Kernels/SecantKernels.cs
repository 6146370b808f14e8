// What:      one step of finding the root of a function in an interval, for many intervals side by side.
// Formula:   the secant rule, the end that stays weighing less from step to step; bisection where it does not pay.
// Reference: Anderson & Björck, BIT 13 (1973) 253.
// Not done:  no evaluation: the caller has the function, and decides when an interval is narrow enough.
namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>Counts of intervals are multiples of <see cref="SturmKernels.Block"/>.</summary>
internal abstract unsafe class SecantKernels
{
    /// <summary>
    /// Half-width of the last interval, relative to ‖T‖ = 1: trials keep this distance from both ends.
    /// </summary>
    public const double Tolerance = 1.0 / (1L << 53);

    /// <summary>Values are taken relative to the exponent of their interval, and not smaller than by this.</summary>
    public const int LeastExponent = -1000;

    /// <summary>Nor larger: far beyond the ends' own size is far beyond.</summary>
    public const int MostExponent = 500;

    /// <summary>Steps after which an interval must have halved.</summary>
    protected const int Patience = 3;

    /// <summary>Writes where to look first.</summary>
    public abstract void Start(BracketRows rows, int count);

    /// <summary>Narrows each interval by the function at its trial, and writes its size and the next trial.</summary>
    /// <param name="rows">Intervals.</param>
    /// <param name="count">Number of intervals.</param>
    /// <param name="counts">Number of eigenvalues below each trial.</param>
    /// <param name="values">Value of the function at each trial.</param>
    /// <param name="exponents">Exponent of two of each value.</param>
    public abstract void Narrow(BracketRows rows, int count, long* counts, double* values, long* exponents);
}
