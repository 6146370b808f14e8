namespace Heavytail.Reports.Spectra;

/// <summary>The eigenvalues of one slice, unscaled, and what they belong to.</summary>
/// <param name="Model">The path of the model.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Slice">The position of the slice in the kernel, from 0; 0 for a dense layer.</param>
/// <param name="Eigenvalues">The eigenvalues, M values, ascending.</param>
/// <param name="Rank">The numerical rank.</param>
/// <param name="Threshold">The singular value up to which one is zero.</param>
/// <param name="Method">How the eigenvalues were computed.</param>
/// <param name="Precision">The arithmetic of the reduction to a band.</param>
internal sealed record SliceRecord(
    string Model,
    Layer Layer,
    int Slice,
    double[] Eigenvalues,
    int Rank,
    double Threshold,
    SpectrumMethod Method,
    Precision Precision)
{
    /// <summary>The name of the column that numbers the eigenvalues of a slice, from 0.</summary>
    public const string Index = "index";

    /// <summary>The name of the column of eigenvalues.</summary>
    public const string Eigenvalue = "eigenvalue";

    /// <summary>The columns before the eigenvalue, and before its index.</summary>
    public static IReadOnlyList<Column<SliceRecord>> Before { get; } =
    [
        new("model", ColumnKind.Text, slice => slice.Model),
        new("layer_id", ColumnKind.Count, slice => slice.Layer.Id),
        new("name", ColumnKind.Text, slice => slice.Layer.Name),
        new("slice", ColumnKind.Count, slice => slice.Slice),
        new("M", ColumnKind.Count, slice => slice.Layer.M),
        new("N", ColumnKind.Count, slice => slice.Layer.N),
    ];

    /// <summary>The columns behind the eigenvalue.</summary>
    public static IReadOnlyList<Column<SliceRecord>> Behind { get; } =
    [
        new("rank", ColumnKind.Count, slice => slice.Rank),
        new("threshold", ColumnKind.Real, slice => slice.Threshold),
        new("method", ColumnKind.Text, slice => Word(slice.Method)),
        new("precision", ColumnKind.Text, slice => slice.Precision.Word()),
    ];

    /// <summary>The slices of a layer.</summary>
    /// <param name="model">The path of the model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="spectrum">Its spectrum.</param>
    public static IEnumerable<SliceRecord> From(string model, Layer layer, Spectrum spectrum) =>
        spectrum.Slices.Select((slice, index) => new SliceRecord(
            model,
            layer,
            index,
            slice.Eigenvalues(),
            slice.Rank,
            slice.Threshold,
            spectrum.Method,
            spectrum.Precision));

    private static string Word(SpectrumMethod method) => method switch
    {
        SpectrumMethod.Gram => "gram",
        SpectrumMethod.Bidiagonal => "bidiagonal",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "not a method"),
    };
}
