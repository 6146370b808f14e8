using System.Runtime.InteropServices;

namespace Heavytail.LinearAlgebra.Storage;

/// <summary>
/// Native memory on cache-line boundaries: a packed triangle exceeds the largest array, and vectors that straddle two
/// lines cost twice.
/// </summary>
internal sealed unsafe class AlignedMemory<T> : IDisposable
    where T : unmanaged
{
    private const int Line = 64;

    private T* _pointer;

    /// <summary>Room for <paramref name="length"/> elements, not cleared.</summary>
    /// <exception cref="OutOfMemoryException">The system does not have that much.</exception>
    public AlignedMemory(long length)
    {
        Length = length;
        nuint bytes = checked((nuint)Math.Max(1, length) * (nuint)sizeof(T));
        _pointer = (T*)NativeMemory.AlignedAlloc((bytes + Line - 1) / Line * Line, Line);
    }

    ~AlignedMemory() => Free();

    public long Length { get; }

    public T* Pointer => _pointer;

    public void Clear() => NativeMemory.Clear(_pointer, (nuint)Length * (nuint)sizeof(T));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
