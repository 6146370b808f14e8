namespace Heavytail.LinearAlgebra.Simd;

/// <summary>
/// Signs and exponents of doubles, by their bits. Counters are 64-bit integers in the lanes of a vector.
/// </summary>
internal interface ISimdBits<TVector>
    where TVector : struct
{
    static abstract TVector Subtract(TVector x, TVector y);

    /// <summary>
    /// count + 1 in the lanes where the signs of x and y differ; a zero has the sign it is stored with.
    /// </summary>
    static abstract TVector CountSignChange(TVector x, TVector y, TVector count);

    /// <summary>
    /// 2^−k for the k with 2^k ≤ max(|x|, |y|) &lt; 2^(k+1), a normal number; k is added to the exponent.
    /// </summary>
    static abstract TVector InversePower(TVector x, TVector y, ref TVector exponent);

    /// <summary>x·2^k, k = exponent − origin but at least −1000 and at most 500; both are 64-bit integers.</summary>
    static abstract TVector Scale(TVector x, TVector exponent, TVector origin);
}
