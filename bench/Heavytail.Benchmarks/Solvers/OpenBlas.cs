using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>
/// The routines of a system OpenBLAS, if there is one. It chooses its kernels when it is loaded, by the CPU or by the
/// environment variable <see cref="CoreTypeVariable"/>; so there is one set to a process.
/// </summary>
internal sealed unsafe class OpenBlas
{
    public const string CoreTypeVariable = "OPENBLAS_CORETYPE";

    /// <summary>Read at loading too; spares a process of one thread the pool.</summary>
    public const string ThreadsVariable = "OPENBLAS_NUM_THREADS";

    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;
    private const int Upper = 121;

    private static readonly string[] s_names = ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "openblas"];

    /// <summary>Some builds leave LAPACK out, some add a suffix for 64-bit indices.</summary>
    private static readonly string[] s_needed = ["cblas_dgemm", "cblas_dsyrk", "dsyevd_", "openblas_set_num_threads"];

    private readonly nint _library;
    private readonly delegate* unmanaged[Cdecl]<
        int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void> _dgemm;

    private readonly delegate* unmanaged[Cdecl]<
        int, int, int, int, int, double, double*, int, double, double*, int, void> _dsyrk;

    private OpenBlas(nint library)
    {
        _library = library;
        _dgemm = (delegate* unmanaged[Cdecl]<
            int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)
            NativeLibrary.GetExport(library, "cblas_dgemm");
        _dsyrk = (delegate* unmanaged[Cdecl]<
            int, int, int, int, int, double, double*, int, double, double*, int, void>)
            NativeLibrary.GetExport(library, "cblas_dsyrk");
    }

    /// <summary>The kernels in use, by OpenBLAS' name.</summary>
    public string CoreName => Text("openblas_get_corename");

    /// <summary>Version and build options.</summary>
    public string Config => Text("openblas_get_config");

    public static bool TryLoad([NotNullWhen(true)] out OpenBlas? blas, out string reason)
    {
        blas = null;
        reason = $"no OpenBLAS found (tried {string.Join(", ", s_names)})";
        foreach (string name in s_names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
            {
                continue;
            }

            string[] missing =
            [
                .. s_needed.Where(symbol => !NativeLibrary.TryGetExport(library, symbol, out _)),
            ];
            if (missing.Length == 0)
            {
                blas = new OpenBlas(library);
                return true;
            }

            reason = $"{name} has no {string.Join(", no ", missing)}";
        }

        return false;
    }

    public void SetThreads(int threads) =>
        ((delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(_library, "openblas_set_num_threads"))(threads);

    /// <summary>LAPACK's solvers of symmetric problems that this build has.</summary>
    public IEnumerable<SymmetricDriver> Drivers()
    {
        foreach (string name in SymmetricDriver.Names)
        {
            if (NativeLibrary.TryGetExport(_library, name + "_", out nint routine))
            {
                yield return new SymmetricDriver(name, routine);
            }
        }
    }

    /// <summary>C = A·B, all of this order; A and B are leading blocks of row-major matrices.</summary>
    public void Multiply(int order, double* a, int aColumns, double* b, int bColumns, double* c) =>
        _dgemm(RowMajor, NoTranspose, NoTranspose, order, order, order, 1, a, aColumns, b, bColumns, 0, c, order);

    /// <summary>
    /// The Gram matrix along the smaller dimension of W. Its upper triangle by rows is the lower one by columns,
    /// LAPACK's order.
    /// </summary>
    public void Gram(int rows, int columns, double* w, double* x)
    {
        int order = Math.Min(rows, columns);
        _dsyrk(
            RowMajor, Upper, columns <= rows ? Transpose : NoTranspose, order, Math.Max(rows, columns), 1, w, columns, 0, x, order);
    }

    private string Text(string function) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(_library, function))()) ?? "";
}
