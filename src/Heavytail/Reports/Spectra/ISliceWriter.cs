namespace Heavytail.Reports.Spectra;

/// <summary>
/// Writes slices in one format as they come; the file is whole after <see cref="IDisposable.Dispose"/>.
/// </summary>
internal interface ISliceWriter : IDisposable
{
    /// <summary>Writes the eigenvalues of a slice.</summary>
    void Write(SliceRecord slice);
}
