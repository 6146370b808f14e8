// What:      a band matrix → a tridiagonal one with the same eigenvalues (the second of two stages).
// Formula:   sweep s zeroes column s below its subdiagonal by a reflector of Width rows, then drives the bulge that
// this
//            makes down the band, Width rows a step.
// Reference: Lang, SIAM J. Sci. Comput. 14 (1993) 1320; Haidar, Ltaief & Dongarra, SC'11, for the pipeline.
// Not done:  no eigenvectors: reflectors are forgotten.
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>The chase: 6·Width·M² multiply-adds, in a working set of a few blocks.</summary>
/// <remarks>
/// Step k of a sweep needs step k + 1 of the sweep before, and nothing else. So <see cref="Group"/> sweeps run
/// through the band one behind the other, while their blocks are in cache; and groups run on several threads, each
/// waiting for the one before. The operations are the same in any case, and so are the bits.
/// </remarks>
internal static unsafe class BulgeChase
{
    /// <summary>Sweeps that go through the band together.</summary>
    private const int Group = 8;

    /// <summary>Reduces in place.</summary>
    public static SymmetricTridiagonal Reduce(BandMatrix band, EngineOptions options)
    {
        int sweeps = Math.Max(0, band.Order - 2);
        int groups = (sweeps + Group - 1) / Group;
        long[] progress = new long[groups];
        ParallelTasks.Run(options.Threads, groups, group => Chase(band, group, sweeps, progress, options));

        double[] diagonal = new double[band.Order];
        double[] offDiagonal = new double[Math.Max(0, band.Order - 1)];
        for (int i = 0; i < band.Order; i++)
        {
            diagonal[i] = *band.Diagonal(i);
            if (i < offDiagonal.Length)
            {
                offDiagonal[i] = band.Diagonal(i)[1];
            }
        }

        return new SymmetricTridiagonal(diagonal, offDiagonal);
    }

    /// <summary>At time t, sweep number i of the group does step t − i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chase(BandMatrix band, int group, int sweeps, long[] progress, EngineOptions options)
    {
        int width = band.Width;
        int first = group * Group;
        int count = Math.Min(Group, sweeps - first);
        double* reflectors = stackalloc double[Group * width];
        double* taus = stackalloc double[Group];
        int steps = StepsOf(band, first);
        try
        {
            for (int time = 0; time < steps + count - 1; time++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                if (group > 0)
                {
                    WaitFor(progress, group - 1, time + Group + 1, options.Cancellation);
                }

                for (int i = 0; i < count; i++)
                {
                    int step = time - i;
                    if (step >= 0 && step < StepsOf(band, first + i))
                    {
                        Step(band, first + i, step, reflectors + (i * width), ref taus[i], options.Kernels.Chase);
                    }
                }

                Volatile.Write(ref progress[group], time + 1);
            }
        }
        finally
        {
            // Also after a fault: nobody may wait for this group for ever.
            Volatile.Write(ref progress[group], long.MaxValue);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(BandMatrix band, int sweep, int step, double* v, ref double tau, ChaseKernels kernels)
    {
        if (step == 0)
        {
            tau = kernels.Reflector(band.Diagonal(sweep) + 1, band.Width, v);
        }

        tau = kernels.Step(band.Diagonal(sweep + 1 + (step * band.Width)), band.Stride, band.Width, v, tau);
    }

    /// <summary>Diagonal blocks that a sweep meets; the last may reach over the matrix' end, into zeros.</summary>
    private static int StepsOf(BandMatrix band, int sweep) => (band.Order - sweep - 2 + band.Width) / band.Width;

    private static void WaitFor(long[] progress, int group, long time, CancellationToken cancellation)
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref progress[group]) < time)
        {
            cancellation.ThrowIfCancellationRequested();
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
