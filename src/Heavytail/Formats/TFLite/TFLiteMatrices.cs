namespace Heavytail.Formats.TFLite;

/// <summary>Roles that depend on an operator's options or on the shape of the constant.</summary>
internal static class TFLiteMatrices
{
    private const int KernelTypeField = 3;

    /// <summary>
    /// A constant that is multiplied, from the right [inputs, outputs] or from the left [outputs, inputs], unless the
    /// options turn it; dimensions before these two are a stack.
    /// </summary>
    public static TensorRole? OfProduct(TFLiteOperator step, int input, TFLiteTensor tensor)
    {
        if (input > 1 || tensor.Shape.Length < 2)
        {
            return null;
        }

        bool isTurned = step.Options?.Byte(input) > 0;
        string stack = string.Concat(tensor.Shape[..^2].Select(side => side == 1 ? '1' : 's'));
        return new TensorRole(TensorPurpose.Dense, step.Name)
        {
            Axes = stack + ((input == 0) != isTurned ? "oi" : "io"),
            StackWord = stack.Contains('s', StringComparison.Ordinal) ? "batch" : null,
        };
    }

    /// <summary>A table whose rows, or columns, are picked by number.</summary>
    public static TensorRole? OfGather(TFLiteOperator step, int input, TFLiteTensor tensor)
    {
        int axis = step.Options?.Int32(0) ?? 0;
        return input == 0 && tensor.Shape.Length == 2 && axis is >= -2 and <= 1
            ? new TensorRole(TensorPurpose.Embedding, step.Name) { Axes = axis is 0 or -2 ? "oi" : "io" }
            : null;
    }

    /// <summary>Whether an LSTM is of the older kind, with one tensor for inputs, state and all gates.</summary>
    public static bool IsBasicLstm(TFLiteOperator step) => step.Options?.Byte(KernelTypeField) == 1;

    /// <summary>Input, new input, forget and output gate, one below the other; input and state side by side.</summary>
    public static TensorRole? OfBasicLstm(TFLiteOperator step, int input, TFLiteTensor tensor) =>
        input == 2 && tensor.Shape is [> 0 and var outputs, _] && outputs % 4 == 0
            ? new TensorRole(TensorPurpose.Lstm, step.Name)
            {
                Axes = "oi",
                Parts = TensorPart.Equal(outputs, "i", "j", "f", "o"),
            }
            : null;
}
