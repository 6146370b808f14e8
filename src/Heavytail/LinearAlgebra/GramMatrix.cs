namespace Heavytail.LinearAlgebra;

/// <summary>X = V·Vᵀ, the Gram matrix whose eigenvalues are the squared singular values of V.</summary>
internal static unsafe class GramMatrix
{
    /// <summary>Columns of V that are packed and multiplied at a time.</summary>
    public const int BlockDepth = 192;

    /// <summary>Doubles of scratch that <see cref="Of"/> takes beside its result.</summary>
    public static long ScratchLength(int order) => 2L * PackedTriangle.PanelsOf(order) * PackedTriangle.PanelRows * BlockDepth;

    /// <summary>The lower triangle of V·Vᵀ.</summary>
    public static PackedTriangle Of(MatrixSource source, EngineOptions options)
    {
        const int height = PackedTriangle.PanelRows;
        var x = new PackedTriangle(source.Order);
        using var packed = new AlignedMemory<double>(ScratchLength(source.Order));
        for (long first = 0; first < source.Depth; first += BlockDepth)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            int depth = (int)Math.Min(BlockDepth, source.Depth - first);
            for (int piece = 0; piece < source.Pieces(depth); piece++)
            {
                source.Pack(first, depth, piece, packed.Pointer);
            }

            for (int i = 0; i < source.Order; i++)
            {
                double* a = packed.Pointer + ((long)(i / height) * height * depth) + (i % height);
                for (int j = 0; j <= i; j++)
                {
                    double* b = packed.Pointer + ((long)(j / height) * height * depth) + (j % height);
                    double sum = 0;
                    for (int k = 0; k < depth; k++)
                    {
                        sum += a[k * height] * b[k * height];
                    }

                    x[i, j] += sum;
                }
            }
        }

        return x;
    }
}
