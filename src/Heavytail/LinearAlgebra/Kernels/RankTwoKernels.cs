// What:      the inner loops of a one-stage tridiagonalization of a small matrix.
// Formula:   in one pass over a panel of rows the last step's update and the next step's product:
//            A −= v·wᵀ + w·vᵀ, then y = A·v'.
// Reference: Howell, Demmel, Fulton, Hammarling & Marmol, ACM TOMS 34 (2008) 14.
// Not done:  symmetry is not used: a whole matrix is twice the operations, but no sums across a vector.
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Vectors have whole panels of <see cref="PackedTriangle.PanelRows"/> elements; counts are of panels.
/// </summary>
internal abstract unsafe class RankTwoKernels
{
    /// <summary>A −= v·wᵀ + w·vᵀ in one panel of rows, and y = A·next.</summary>
    /// <param name="a">The panel's first column to take; columns follow each other.</param>
    /// <param name="count">Number of columns.</param>
    /// <param name="vRows">v at the panel's rows.</param>
    /// <param name="wRows">w at the panel's rows.</param>
    /// <param name="v">v at the columns.</param>
    /// <param name="w">w at the columns.</param>
    /// <param name="next">The vector to multiply by, at the columns.</param>
    /// <param name="y">Receives the product at the panel's rows.</param>
    public abstract void Pass(
        double* a, int count, double* vRows, double* wRows, double* v, double* w, double* next, double* y);

    /// <summary>x = a − v·wc − w·vc: one column brought up to date.</summary>
    /// <param name="a">The column in the first panel.</param>
    /// <param name="stride">From one panel to the next.</param>
    /// <param name="panels">Panels of the column.</param>
    /// <param name="v">v.</param>
    /// <param name="w">w.</param>
    /// <param name="vc">v at the column.</param>
    /// <param name="wc">w at the column.</param>
    /// <param name="x">Receives the column.</param>
    public abstract void Column(
        double* a, nint stride, int panels, double* v, double* w, double vc, double wc, double* x);

    /// <summary>xᵀy.</summary>
    public abstract double Dot(double* x, double* y, int panels);

    /// <summary>z = a·x + b·y.</summary>
    public abstract void Combine(double* x, double a, double* y, double b, int panels, double* z);
}
