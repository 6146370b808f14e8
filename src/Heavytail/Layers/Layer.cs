using Heavytail.Tensors;

namespace Heavytail.Layers;

/// <summary>A weight tensor seen as a pool of matrices: <c>Rf</c> slices of <c>Rows</c> × <c>Columns</c>.</summary>
/// <param name="Tensor">The tensor in its file.</param>
/// <param name="Kind">What the layer does.</param>
/// <param name="Rows">Outputs: the first side of a slice.</param>
/// <param name="Columns">Inputs: the second side of a slice.</param>
/// <param name="Rf">The receptive field: the number of slices; kh·kw for a 2-D convolution, 1 for a dense layer.</param>
public sealed record Layer(TensorInfo Tensor, LayerKind Kind, int Rows, int Columns, int Rf)
{
    private const string WeightSuffix = ".weight";

    /// <summary>The tensor's position in the file: the same whatever is filtered out.</summary>
    public int Id => Tensor.Index;

    /// <summary>The stored name without a closing <c>.weight</c>.</summary>
    public string Name => LongName.EndsWith(WeightSuffix, StringComparison.Ordinal)
        ? LongName[..^WeightSuffix.Length]
        : LongName;

    /// <summary>The name as stored.</summary>
    public string LongName => Tensor.Name;

    /// <summary>The larger side of a slice.</summary>
    public int N => Math.Max(Rows, Columns);

    /// <summary>The smaller side of a slice: its number of singular values.</summary>
    public int M => Math.Min(Rows, Columns);

    /// <summary>The aspect ratio N/M, at least 1.</summary>
    public double Q => (double)N / M;

    /// <summary>Eigenvalues of the pooled spectrum: M·rf.</summary>
    public long EigenvalueCount => (long)M * Rf;

    /// <summary>Multiply-adds of a spectrum, rf·(N·M² + 4/3·M³): what orders the work and weighs the progress.</summary>
    public double Cost => Rf * (((double)N * M * M) + (4.0 / 3.0 * M * M * M));
}
