using System.Diagnostics;

namespace Heavytail.LinearAlgebra;

/// <summary>Where the time of a spectrum goes, in ticks of <see cref="Stopwatch"/>; for benchmarks.</summary>
internal sealed class StageTimes
{
    /// <summary>V·Vᵀ, packing included.</summary>
    public long Gram { get; set; }

    /// <summary>Dense to band.</summary>
    public long Band { get; set; }

    /// <summary>Band to tridiagonal.</summary>
    public long Chase { get; set; }

    /// <summary>Dense to tridiagonal in one stage.</summary>
    public long Tridiagonal { get; set; }

    /// <summary>Of the tridiagonal matrix.</summary>
    public long Eigenvalues { get; set; }

    /// <summary>Does a stage, and tells how long it took.</summary>
    public static T Measure<T>(StageTimes? times, Action<StageTimes, long> add, Func<T> stage)
    {
        if (times is null)
        {
            return stage();
        }

        long start = Stopwatch.GetTimestamp();
        var result = stage();
        add(times, Stopwatch.GetTimestamp() - start);
        return result;
    }
}
