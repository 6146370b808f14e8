using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>
/// <c>dsyevd</c> or <c>dsyevd_2stage</c> with JOBZ = 'N', eigenvalues only. Workspace is what the routine asks for:
/// with the least it would run unblocked.
/// </summary>
internal sealed unsafe class SymmetricDriver(string name, nint routine) : IDisposable
{
    public static readonly IReadOnlyList<string> Names = ["dsyevd", "dsyevd_2stage"];

    private AlignedMemory<double> _work = new(1);
    private AlignedMemory<int> _integers = new(1);

    public string Name => name;

    /// <summary>Allocates the workspace for matrices of this order.</summary>
    public void Reserve(int order)
    {
        double length;
        int integers;
        double none;
        Call(order, &none, &none, &length, -1, &integers, -1);
        _work.Dispose();
        _integers.Dispose();
        _work = new AlignedMemory<double>((long)length);
        _integers = new AlignedMemory<int>(integers);
    }

    /// <summary>
    /// All eigenvalues, ascending, of the lower triangle of a column-major matrix, which is overwritten.
    /// </summary>
    public void Compute(int order, double* x, double* eigenvalues) => Call(
        order, x, eigenvalues, _work.Pointer, checked((int)_work.Length), _integers.Pointer, checked((int)_integers.Length));

    public void Dispose()
    {
        _work.Dispose();
        _integers.Dispose();
    }

    private void Call(int order, double* x, double* eigenvalues, double* work, int length, int* integers, int integersLength)
    {
        byte jobz = (byte)'N';
        byte uplo = (byte)'L';
        int info;

        // Fortran passes the lengths of its two strings behind the arguments that can be seen.
        ((delegate* unmanaged[Cdecl]<
            byte*, byte*, int*, double*, int*, double*, double*, int*, int*, int*, int*, nint, nint, void>)routine)(
            &jobz, &uplo, &order, x, &order, eigenvalues, work, &length, integers, &integersLength, &info, 1, 1);
        if (info != 0)
        {
            throw new InvalidOperationException($"{name}: info = {info}");
        }
    }
}
