namespace Heavytail;

/// <summary>The formats of eigenvalues.</summary>
public enum SpectraFormat
{
    /// <summary>A Parquet file with a row for each eigenvalue.</summary>
    Parquet = 0,

    /// <summary>
    /// A zip of NumPy arrays: one of float64 for each slice, by the key <c>name/slice</c>, and <c>layers.json</c>,
    /// which says what each key is.
    /// </summary>
    Npz = 1,

    /// <summary>Comma-separated values with a line for each eigenvalue.</summary>
    Csv = 2,

    /// <summary>JSON lines: one object for each slice, with an array of its eigenvalues.</summary>
    JsonLines = 3,
}
