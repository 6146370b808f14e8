namespace Heavytail.LinearAlgebra.Simd;

/// <summary>
/// Vectors of one width, for kernels that are written once: the compiler makes a copy of the kernel for each
/// implementation, with every member inlined.
/// </summary>
/// <typeparam name="T">The element: <see cref="double"/> or <see cref="float"/>.</typeparam>
/// <typeparam name="TVector">The vector of <see cref="Lanes"/> elements.</typeparam>
internal unsafe interface ISimd<T, TVector>
    where T : unmanaged
    where TVector : struct
{
    static abstract int Lanes { get; }

    /// <summary>
    /// Columns of a register tile of three vectors: 8 where there are 32 registers, 4 where there are 16. Each column
    /// takes three accumulators; three registers hold the left operand and one the broadcast right one.
    /// </summary>
    static abstract int TileColumns { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(T* source);

    static abstract void Store(TVector vector, T* destination);

    static abstract TVector Broadcast(T value);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>x·y + z, rounded once where the hardware has it.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);

    /// <summary>The sum of all lanes, halves first.</summary>
    static abstract T Sum(TVector vector);
}
