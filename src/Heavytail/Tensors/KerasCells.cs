namespace Heavytail.Tensors;

/// <summary>Kernels of recurrent cells, whose gates are known by the names of Keras and TensorFlow 1.</summary>
internal static class KerasCells
{
    private static readonly string[] s_lstmGates = ["i", "f", "c", "o"];
    private static readonly string[] s_lstmCellGates = ["i", "j", "f", "o"];
    private static readonly string[] s_gruGates = ["z", "r", "h"];
    private static readonly string[] s_gruCellGates = ["r", "u"];

    /// <summary>
    /// Keras' cells: a kernel of the inputs and one of the state, the gates side by side in the last axis.
    /// </summary>
    public static TensorRole? Gated(TensorShape shape, long units)
    {
        long outputs = shape.Dimensions[^1];
        if (units == 0 || outputs % units != 0)
        {
            return null;
        }

        var (purpose, word, gates) = (outputs / units) switch
        {
            1 => (TensorPurpose.Rnn, "SimpleRNN", []),
            3 => (TensorPurpose.Gru, "GRU", s_gruGates),
            4 => (TensorPurpose.Lstm, "LSTM", s_lstmGates),
            _ => (TensorPurpose.NotAWeight, "", Array.Empty<string>()),
        };
        return purpose == TensorPurpose.NotAWeight ? null
            : shape.Rank == 2 ? WithGates(new TensorRole(purpose, word) { Axes = "io" }, outputs, gates)
            : shape.Rank > 5 ? null
            : WithGates(
                KerasNaming.Kernel(shape.Rank, false) with { Operator = $"Conv{word}{shape.Rank - 2}D" },
                outputs, gates);
    }

    /// <summary>The cells of TensorFlow 1: one kernel of inputs and state together.</summary>
    public static TensorRole? Cell(string[] path, TensorShape shape)
    {
        string parent = KerasNaming.WithoutNumber(path[^2]);
        if (parent.EndsWith("lstm_cell", StringComparison.Ordinal))
        {
            return shape[1] % s_lstmCellGates.Length != 0 ? null : WithGates(
                new TensorRole(TensorPurpose.Lstm, parent) { Axes = "io" }, shape[1], s_lstmCellGates);
        }

        if (parent == "basic_rnn_cell")
        {
            return new TensorRole(TensorPurpose.Rnn, parent) { Axes = "io" };
        }

        string cell = path.Length > 2 ? KerasNaming.WithoutNumber(path[^3]) : "";
        if (!cell.EndsWith("gru_cell", StringComparison.Ordinal))
        {
            return null;
        }

        var role = new TensorRole(TensorPurpose.Gru, cell) { Axes = "io" };
        return parent switch
        {
            "gates" when shape[1] % s_gruCellGates.Length == 0 => WithGates(role, shape[1], s_gruCellGates),
            "candidate" => role,
            _ => null,
        };
    }

    private static TensorRole WithGates(TensorRole role, long outputs, string[] gates) => gates.Length == 0
        ? role
        : role with { Parts = TensorPart.Equal(outputs, gates) };
}
