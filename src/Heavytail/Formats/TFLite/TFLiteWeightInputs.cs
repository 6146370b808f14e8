namespace Heavytail.Formats.TFLite;

/// <summary>An input of an operator that takes weights.</summary>
/// <param name="Input">Index of the input.</param>
/// <param name="Purpose">Purpose of the weights.</param>
/// <param name="Axes">The letters of <see cref="TensorRole.Axes"/>.</param>
internal readonly record struct TFLiteWeightInput(int Input, TensorPurpose Purpose, string Axes);

/// <summary>Which inputs of which operators are weights, and how their axes lie; no other input is a weight.</summary>
internal static class TFLiteWeightInputs
{
    private static readonly Dictionary<int, TFLiteWeightInput[]> s_inputs = new()
    {
        [TFLiteOperators.Conv2D] = [new(1, TensorPurpose.Convolution, "okki")],
        [TFLiteOperators.DepthwiseConv2D] = [new(1, TensorPurpose.DepthwiseConvolution, "1kkc")],
        [TFLiteOperators.TransposeConv] = [new(1, TensorPurpose.TransposedConvolution, "okki")],
        [TFLiteOperators.Conv3D] = [new(1, TensorPurpose.Convolution, "kkkio")],
        [TFLiteOperators.Conv3DTranspose] = [new(1, TensorPurpose.TransposedConvolution, "kkkoi")],
        [TFLiteOperators.FullyConnected] = [new(1, TensorPurpose.Dense, "oi")],
        [TFLiteOperators.EmbeddingLookup] = [new(1, TensorPurpose.Embedding, "oi")],
        [TFLiteOperators.EmbeddingLookupSparse] = [new(4, TensorPurpose.Embedding, "oi")],
        [TFLiteOperators.HashtableLookup] = [new(2, TensorPurpose.Embedding, "oi")],

        // A kernel over all inputs, then one over time for each filter.
        [TFLiteOperators.Svdf] = [new(1, TensorPurpose.Dense, "oi"), new(2, TensorPurpose.DepthwiseConvolution, "ck")],
        [TFLiteOperators.Rnn] = Matrices(TensorPurpose.Rnn, [1, 2]),
        [TFLiteOperators.UnidirectionalSequenceRnn] = Matrices(TensorPurpose.Rnn, [1, 2]),
        [TFLiteOperators.BidirectionalSequenceRnn] = Matrices(TensorPurpose.Rnn, [1, 2, 5, 6, 10, 11]),

        // Four gates on the inputs, four on the state, each a tensor; and the projection.
        [TFLiteOperators.Lstm] = Matrices(TensorPurpose.Lstm, [.. Enumerable.Range(1, 8), 16]),
        [TFLiteOperators.UnidirectionalSequenceLstm] = Matrices(TensorPurpose.Lstm, [.. Enumerable.Range(1, 8), 16]),
        [TFLiteOperators.BidirectionalSequenceLstm] = Matrices(
            TensorPurpose.Lstm,
            [.. Enumerable.Range(1, 8), 16, .. Enumerable.Range(18, 8), 33, .. Enumerable.Range(40, 8)]),
    };

    /// <summary>The role of an input; null where the table has none.</summary>
    public static TFLiteWeightInput? Find(int code, int input)
    {
        foreach (var entry in s_inputs.GetValueOrDefault(code, []))
        {
            if (entry.Input == input)
            {
                return entry;
            }
        }

        return null;
    }

    private static TFLiteWeightInput[] Matrices(TensorPurpose purpose, IEnumerable<int> inputs) =>
        [.. inputs.Select(input => new TFLiteWeightInput(input, purpose, "oi"))];
}
