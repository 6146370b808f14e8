namespace Heavytail.LinearAlgebra.Simd;

/// <summary>For kernels whose lanes go their own ways: what a lane takes of two values is chosen by a mask.</summary>
internal interface ISimdLanes<TVector>
    where TVector : struct
{
    static abstract TVector Divide(TVector x, TVector y);

    static abstract TVector SquareRoot(TVector x);

    static abstract TVector Absolute(TVector x);

    /// <summary>All bits in the lanes where x &lt; y.</summary>
    static abstract TVector IsLess(TVector x, TVector y);

    /// <summary>All bits in the lanes where x ≤ y.</summary>
    static abstract TVector IsAtMost(TVector x, TVector y);

    /// <summary>All bits in the lanes where x ≤ y, both being 64-bit integers.</summary>
    static abstract TVector IsCountAtMost(TVector x, TVector y);

    /// <summary>x where the mask is set, else y.</summary>
    static abstract TVector Select(TVector mask, TVector x, TVector y);
}
