using System.Buffers;
using System.Runtime.CompilerServices;
using Heavytail.Tensors;

namespace Heavytail.Measures;

/// <summary>Reads a layer's weights once more, in pieces.</summary>
/// <param name="layer">The layer.</param>
/// <param name="open">Opens its stored values, in its order of reading.</param>
/// <param name="cancellation">Stops between pieces.</param>
internal sealed class WeightReader(Layer layer, Func<Stream> open, CancellationToken cancellation)
{
    /// <summary>Values of a piece: 32 KiB of doubles stay in cache.</summary>
    private const int PieceElements = 1 << 12;

    /// <summary>Elements of a read: a call of the system takes as long as some thousand of them.</summary>
    private const int ReadElements = 1 << 16;

    /// <summary>Bytes of memory that reading takes.</summary>
    public const long BufferBytes = ((2 * PieceElements) + ReadElements) * sizeof(double);

    /// <summary>What kept the weights from being read; null where nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Ends the work where it is canceled.</summary>
    public void ThrowIfCanceled() => cancellation.ThrowIfCancellationRequested();

    /// <summary>Reads all weights, or those of one slice.</summary>
    /// <exception cref="InvalidCheckpointException">They are damaged, or end early.</exception>
    public void Read(int? slice, WeightChunk chunk)
    {
        int elementBytes = layer.Tensor.Type.Bits() / 8;
        double[] values = ArrayPool<double>.Shared.Rent(PieceElements);
        double[] chosen = ArrayPool<double>.Shared.Rent(PieceElements);
        byte[] stored = ArrayPool<byte>.Shared.Rent(ReadElements * elementBytes);
        try
        {
            using var stream = Try(open);
            for (long done = 0; done < layer.ElementCount;)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = (int)Math.Min(ReadElements, layer.ElementCount - done);
                Try(() =>
                {
                    stream.ReadExactly(stored, 0, count * elementBytes);
                    return stream;
                });
                for (int at = 0; at < count; at += PieceElements)
                {
                    var piece = values.AsSpan(0, Math.Min(PieceElements, count - at));
                    var bytes = stored.AsSpan(at * elementBytes, piece.Length * elementBytes);
                    ElementConversion.ToDouble(layer.Tensor.Type, bytes, piece);
                    chunk(slice is int one ? Choose(piece, done + at, one, chosen) : piece);
                }

                done += count;
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
            ArrayPool<double>.Shared.Return(chosen);
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    /// <summary>Reads, and remembers what failed: the receiver of weights may throw the same exceptions.</summary>
    private Stream Try(Func<Stream> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (Checkpoint.IsDamage(e))
        {
            Failure = Checkpoint.Damaged(layer.Tensor, e);
            throw Failure;
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
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
