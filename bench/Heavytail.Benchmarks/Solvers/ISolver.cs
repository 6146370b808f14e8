namespace Heavytail.Benchmarks.Solvers;

/// <summary>Something that computes all eigenvalues of WᵀW. It lives in a worker process of its own.</summary>
internal interface ISolver : IDisposable
{
    /// <summary>The kernels that it runs here.</summary>
    string Kernels { get; }

    /// <summary>The version of the build.</summary>
    string Version { get; }

    /// <summary>The eigenvalues of the last run, ascending, matrix after matrix.</summary>
    double[] Eigenvalues { get; }

    /// <summary>Makes the weights and allocates what a run needs, untimed.</summary>
    void Prepare(MatrixSize size);

    /// <summary>Decomposes every matrix of the size once.</summary>
    IReadOnlyList<Stage> Run();
}
