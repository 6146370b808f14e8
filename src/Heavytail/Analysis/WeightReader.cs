using System.Buffers;
using System.Runtime.CompilerServices;
using Heavytail.Tensors;

namespace Heavytail.Analysis;

/// <summary>Reads a layer's weights once more, in pieces.</summary>
/// <param name="layer">The layer.</param>
/// <param name="open">Opens its stored values, in its order of reading.</param>
/// <param name="cancellation">Stops between pieces.</param>
internal sealed class WeightReader(Layer layer, Func<Stream> open, CancellationToken cancellation)
{
    /// <summary>Values of a piece: 32 KiB of doubles stay in cache.</summary>
    private const int PieceElements = 1 << 12;

    /// <summary>Bytes of memory that reading takes.</summary>
    public const long BufferBytes = 4 * PieceElements * sizeof(double);

    /// <summary>Reads all weights, or those of one slice.</summary>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    public void Read(int? slice, WeightChunk chunk)
    {
        double[] values = ArrayPool<double>.Shared.Rent(PieceElements);
        double[] chosen = ArrayPool<double>.Shared.Rent(PieceElements);
        try
        {
            using var stream = open();
            for (long done = 0; done < layer.ElementCount;)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = (int)Math.Min(PieceElements, layer.ElementCount - done);
                var piece = values.AsSpan(0, count);
                ElementConversion.Read(stream, layer.Tensor.Type, piece);
                chunk(slice is int one ? Choose(piece, done, one, chosen) : piece);
                done += count;
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
            ArrayPool<double>.Shared.Return(chosen);
        }
    }

    /// <summary>The values of a piece that belong to a slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<double> Choose(ReadOnlySpan<double> piece, long first, int slice, double[] chosen)
    {
        long sliceElements = (long)layer.Rows * layer.Columns;
        int count = 0;
        for (int k = 0; k < piece.Length; k++)
        {
            long at = first + k;
            if ((layer.Layout.SlicesFirst ? at / sliceElements : at % layer.Rf) == slice)
            {
                chosen[count++] = piece[k];
            }
        }

        return chosen.AsSpan(0, count);
    }
}
