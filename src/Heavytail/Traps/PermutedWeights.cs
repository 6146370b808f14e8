// What:      a layer's stored elements, those of each slice in random order.
// Formula:   Fisher & Yates: element k changes places with one of 0 … k, for k from the last on.
// Reference: Durstenfeld, CACM 7 (1964) 420.
// Not done:  elements are not converted: a permutation takes the memory of the stored tensor, and no more.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Heavytail.Spectra;

namespace Heavytail.Traps;

/// <summary>The permuted elements of a layer, in memory, one slice after the other.</summary>
internal sealed unsafe class PermutedWeights : IDisposable
{
    /// <summary>Raised with every change of what a seed draws.</summary>
    public const int Version = 1;

    /// <summary>What the first cache holds beside what else is in use.</summary>
    private const int NearBytes = 1 << 15;

    private readonly BufferedWeights _weights;

    private PermutedWeights(BufferedWeights weights) => _weights = weights;

    /// <summary>Bytes of a layer's elements as they are stored.</summary>
    public static long StoredBytes(Layer layer) => layer.ElementCount * (layer.Tensor.Type.Bits() / 8);

    /// <summary>Reads a layer and permutes each slice.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="open">Opens its elements as stored, in its order of reading.</param>
    /// <param name="random">Gives one seed.</param>
    /// <param name="cancellation">Stops between slices.</param>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static PermutedWeights Draw(
        Layer layer, Func<Stream> open, Random random, CancellationToken cancellation = default)
    {
        var result = new PermutedWeights(BufferedWeights.Load(
            open, layer.Tensor.Type, (long)layer.Rows * layer.Columns, layer.Rf, layer.Layout.SlicesFirst));
        try
        {
            ulong state = (ulong)random.NextInt64();
            for (int slice = 0; slice < layer.Rf; slice++)
            {
                cancellation.ThrowIfCancellationRequested();
                result.Shuffle(layer.Tensor.Type, slice, ref state);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>A layer as its permuted elements lie: slice after slice, whatever the order in its file.</summary>
    public static Layer Layout(Layer layer) => layer with { Layout = layer.Layout with { SlicesFirst = true } };

    /// <summary>Opens the elements; valid until this is disposed of.</summary>
    public Stream Open() => new UnmanagedMemoryStream(_weights.Slice(0), _weights.Bytes);

    public void Dispose() => _weights.Dispose();

    private void Shuffle(ElementType type, int slice, ref ulong state)
    {
        byte* first = _weights.Slice(slice);
        switch (type.Bits())
        {
            case 8:
                Shuffle(first, _weights.SliceElements, ref state);
                break;
            case 16:
                Shuffle((ushort*)first, _weights.SliceElements, ref state);
                break;
            case 32:
                Shuffle((uint*)first, _weights.SliceElements, ref state);
                break;
            case 64:
                Shuffle((ulong*)first, _weights.SliceElements, ref state);
                break;
            default:
                throw new ArgumentException($"elements of type {type} are not whole words", nameof(type));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Shuffle<T>(T* first, long count, ref ulong state)
        where T : unmanaged
    {
        long* others = stackalloc long[PermutationDraws.Block];
        bool isFar = Sse.IsSupported && count * sizeof(T) > NearBytes;
        for (long last = count - 1; last > 0; last -= PermutationDraws.Block)
        {
            int steps = (int)Math.Min(PermutationDraws.Block, last);
            PermutationDraws.Make(ref state, last, steps, others);
            for (int ahead = 0; isFar && ahead < steps; ahead++)
            {
                Sse.Prefetch0(first + others[ahead]); // so that memory has them when it is their turn
            }

            for (int ahead = 0; ahead < steps; ahead++)
            {
                T* one = first + (last - ahead);
                T* other = first + others[ahead];
                (*one, *other) = (*other, *one);
            }
        }
    }
}
