namespace Heavytail;

/// <summary>What the spectrum of a layer is taken of.</summary>
public enum MatrixKind
{
    /// <summary>The layer's own matrix; of a convolution the slices of its kernel, as one spectrum.</summary>
    Pooled,

    /// <summary>The same, each slice with a row of its own.</summary>
    Slices,

    /// <summary>One matrix of a convolution: outputs × (inputs · kernel).</summary>
    Unfolded,

    /// <summary>A convolution as the linear map of whole images, with a periodic border.</summary>
    Operator,

    /// <summary>Windows of one shape, which cover the matrix, as one spectrum (FARMS).</summary>
    Windows,

    /// <summary>Products of consecutive layers.</summary>
    Products,

    /// <summary>All layers of the model as one matrix.</summary>
    Stacked,
}

/// <summary>Facts about <see cref="MatrixKind"/>.</summary>
public static class MatrixKinds
{
    /// <summary>The word in reports and on the command line.</summary>
    public static string Word(this MatrixKind kind) => kind switch
    {
        MatrixKind.Pooled => "pooled",
        MatrixKind.Slices => "slices",
        MatrixKind.Unfolded => "unfolded",
        MatrixKind.Operator => "operator",
        MatrixKind.Windows => "windows",
        MatrixKind.Products => "products",
        MatrixKind.Stacked => "stacked",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of matrices"),
    };

    /// <summary>Whether the matrices are computed from stored elements, and are not stored themselves.</summary>
    public static bool AreComputed(this MatrixKind kind) => kind > MatrixKind.Unfolded;
}
