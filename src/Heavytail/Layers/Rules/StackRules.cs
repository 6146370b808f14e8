namespace Heavytail.Layers.Rules;

/// <summary>Tensors of three dimensions that are stacks of matrices, not convolutions.</summary>
internal static class StackRules
{
    private static readonly string[] s_expertMarks = ["expert", "moe.", "block_sparse_moe.", "_exps"];

    /// <summary>PyTorch's <c>nn.Bilinear</c>: <c>[out, in1, in2]</c>.</summary>
    public static Verdict? Bilinear(TensorInfo tensor) =>
        tensor.Shape.Rank == 3 && tensor.Name.Contains("bilinear", StringComparison.OrdinalIgnoreCase)
            ? Verdict.From(
                tensor,
                new TensorRole(TensorPurpose.Bilinear, "") { Axes = "soi", StackWord = "output" },
                $"{tensor.Shape[0]} outputs, each with a matrix of its own")
            : null;

    /// <summary>
    /// <c>[experts, in, out]</c> or <c>[experts, out, in]</c>, which have the same spectra. Gate and up projections
    /// that share a tensor stay together: some models store one after the other, some let them alternate, and names do
    /// not say which.
    /// </summary>
    public static Verdict? Experts(TensorInfo tensor)
    {
        if (tensor.Shape.Rank != 3
            || !s_expertMarks.Any(mark => tensor.Name.Contains(mark, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var role = new TensorRole(TensorPurpose.Dense, "") { Axes = "sio", StackWord = "expert" };
        return Verdict.From(tensor, role, $"{tensor.Shape[0]} experts, each with a matrix of its own");
    }
}
