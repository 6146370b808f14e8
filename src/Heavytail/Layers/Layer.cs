using Heavytail.Layers;

namespace Heavytail;

/// <summary>
/// A weight tensor, or one of the matrices that it holds, seen as a pool of matrices: <c>Rf</c> slices of <c>Rows</c> ×
/// <c>Columns</c>.
/// </summary>
/// <param name="Tensor">The tensor in its file.</param>
/// <param name="Kind">Kind of the layer.</param>
/// <param name="Rows">Outputs: the first dimension of a slice.</param>
/// <param name="Columns">Inputs: the second dimension of a slice.</param>
/// <param name="Rf">The receptive field: the number of slices; kh·kw for a 2-D convolution, 1 for a dense
/// layer.</param>
public sealed record Layer(TensorInfo Tensor, LayerKind Kind, int Rows, int Columns, int Rf)
{
    private const string WeightSuffix = ".weight";

    /// <summary>
    /// <see cref="TensorInfo.Index"/> of the tensor: the same whatever is filtered out, and for all its matrices.
    /// </summary>
    public int Id => Tensor.Index;

    /// <summary>
    /// The stored name without a closing <c>.weight</c>, and in brackets which of the tensor's matrices it is:
    /// <c>lstm.weight_hh_l0[f]</c>.
    /// </summary>
    public string Name => Part is null ? TensorName : $"{TensorName}[{Part}]";

    /// <summary>The tensor's name as stored.</summary>
    public string LongName => Tensor.Name;

    /// <summary>Which of its tensor's matrices this is: a gate, an expert, a group; null if there is one.</summary>
    public string? Part { get; init; }

    /// <summary>The rule that made a layer of the tensor.</summary>
    public string Rule { get; init; } = "";

    /// <summary>What its matrices are.</summary>
    public MatrixKind Matrices { get; init; }

    /// <summary>Whether the spectrum is that of 1/λ.</summary>
    public bool Inverse { get; init; }

    /// <summary>The layers that its matrices are computed from; empty for matrices that are stored.</summary>
    public IReadOnlyList<Layer> Sources { get; init; } = [];

    /// <summary>Whether its matrices are computed, and not stored.</summary>
    internal bool IsComputed => Sources.Count > 0;

    /// <summary>
    /// Whether noise has a spectrum that is known: matrices of independent elements, and their λ. Windows that overlap,
    /// operators, products, those of low rank and 1/λ have another.
    /// </summary>
    internal bool HasNull => !IsComputed && !Inverse && Tensor.Factors is null;

    /// <summary>The kernel's dimensions; none for a layer without one.</summary>
    internal TensorShape Kernel { get; init; } = new();

    /// <summary>The sum of the kernel's dimensions, kh + kw; 0 for a layer without a kernel.</summary>
    internal int KernelSum { get; init; }

    /// <summary>How its elements lie in the tensor.</summary>
    internal LayerLayout Layout { get; init; } = LayerLayout.Whole;

    /// <summary>Whether a convolution is there as the slices of its kernel, or windows of them.</summary>
    internal bool HasSlices => Matrices is MatrixKind.Pooled or MatrixKind.Slices or MatrixKind.Windows;

    /// <summary>The larger dimension of a slice.</summary>
    public int N => Math.Max(Rows, Columns);

    /// <summary>The smaller dimension of a slice: its number of singular values.</summary>
    public int M => Math.Min(Rows, Columns);

    /// <summary>The aspect ratio N/M, at least 1.</summary>
    public double Q => (double)N / M;

    /// <summary>Weights: rows · columns · rf.</summary>
    public long ElementCount => (long)Rows * Columns * Rf;

    /// <summary>Eigenvalues of the pooled spectrum: M·rf.</summary>
    public long EigenvalueCount => (long)M * Rf;

    /// <summary>
    /// Multiply-adds of a spectrum, rf·(N·M² + 4/3·M³): what orders the work and weighs the progress.
    /// </summary>
    public double Cost => Rf * (((double)N * M * M) + (4.0 / 3.0 * M * M * M));

    /// <summary>
    /// The first dimension of a slice as it is read: rows, or columns where each slice is read transposed.
    /// </summary>
    internal int ReadRows => Layout.Transposed ? Columns : Rows;

    /// <summary>The second dimension of a slice as it is read.</summary>
    internal int ReadColumns => Layout.Transposed ? Rows : Columns;

    /// <summary>The stored name without a closing <c>.weight</c>.</summary>
    internal string TensorName => LongName.EndsWith(WeightSuffix, StringComparison.Ordinal)
        ? LongName[..^WeightSuffix.Length]
        : LongName;
}
