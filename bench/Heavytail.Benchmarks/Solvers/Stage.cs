namespace Heavytail.Benchmarks.Solvers;

/// <summary>A timed part of a run.</summary>
/// <param name="Name">Name of the stage.</param>
/// <param name="Milliseconds">Duration by the clock in use.</param>
/// <param name="Flops">Nominal operations; 0 where they are not counted.</param>
internal sealed record Stage(string Name, double Milliseconds, double Flops)
{
    /// <summary>
    /// A multiplication of square matrices: its rate is a bound for all else. Not part of a run's work.
    /// </summary>
    public const string Gemm = "gemm";

    public const string Gram = "gram";

    /// <summary>Weights in, eigenvalues out.</summary>
    public const string Total = "total";

    /// <summary>10⁹ operations a second.</summary>
    public double Gigaflops => Flops / Milliseconds / 1e6;

    /// <summary>The medians, stage by stage, of runs with the same stages.</summary>
    public static Stage[] Medians(IReadOnlyList<IReadOnlyList<Stage>> runs) =>
    [
        .. runs[0].Select((stage, k) => stage with
        {
            Milliseconds = Median([.. runs.Select(run => run[k].Milliseconds)]),
        }),
    ];

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
