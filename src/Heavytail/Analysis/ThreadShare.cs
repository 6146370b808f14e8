using Heavytail.LinearAlgebra;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>
/// The one rule for threads: a layer takes as many as its cost is worth. Those go into a slice where the slice is worth
/// them, across slices otherwise; what layers leave free goes to other layers.
/// </summary>
/// <param name="SlicesAtOnce">Slices in work at the same time.</param>
/// <param name="PerSlice">Threads inside each.</param>
internal readonly record struct ThreadShare(int SlicesAtOnce, int PerSlice)
{
    /// <summary>
    /// Multiply-adds that are worth a thread, some 0.05 s: the threads of one matrix wait for each other some hundred
    /// times, which pays for sides of about 1000 and more.
    /// </summary>
    public const double Quantum = 2e9;

    /// <summary>Threads in all.</summary>
    public int Threads => SlicesAtOnce * PerSlice;

    /// <summary>The share of a layer when there are so many threads.</summary>
    public static ThreadShare Choose(Layer layer, SpectrumMethod method, int threads)
    {
        int worth = Worth(layer.Cost, threads);

        // 5 of 8 would leave 3 idle beside a layer like it: an even share, 4, keeps two of them going.
        int layersAtOnce = (threads + worth - 1) / worth;
        int share = threads / layersAtOnce;

        // Bidiagonalization knows one thread.
        int perSlice = method == SpectrumMethod.Gram || AugmentedMatrix.Pays(layer.Rows, layer.Columns)
            ? Worth(layer.Cost / layer.Rf, share) : 1;
        return new ThreadShare(Math.Min(layer.Rf, share / perSlice), perSlice);
    }

    /// <summary>The same with fewer slices at once, where memory does not allow for more.</summary>
    public ThreadShare Within(long budget, SpectrumMemory memory) => memory.PerSlice == 0
        ? this
        : this with { SlicesAtOnce = (int)Math.Clamp((budget - memory.Held) / memory.PerSlice, 1, SlicesAtOnce) };

    private static int Worth(double cost, int threads) => (int)Math.Clamp(cost / Quantum, 1, threads);
}
