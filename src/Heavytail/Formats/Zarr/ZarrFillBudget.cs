using System.Globalization;

namespace Heavytail.Formats.Zarr;

/// <summary>
/// Which chunks that are not there may be read as fill values. Writers leave out chunks of nothing but the fill value,
/// so some are honest; but elements that no byte stands for are bounded for a store as a whole.
/// </summary>
internal sealed class ZarrFillBudget
{
    /// <summary>Elements of fill values in a store, however little it holds.</summary>
    public const long FreeElements = 1 << 20;

    /// <summary>Beyond those, elements of fill values for each byte that chunks hold.</summary>
    public const int ElementsPerByte = 8;

    private Int128 _most = FreeElements;
    private Int128 _filled;

    /// <summary>Counts the bytes of an array's chunks; before any refusal is asked for.</summary>
    public void AddStored(long bytes) => _most += (Int128)bytes * ElementsPerByte;

    /// <summary>Why an array is not read for its missing chunks; null where it is.</summary>
    public string? Refusal(ZarrChunks chunks)
    {
        if (chunks.Missing == 0)
        {
            return null;
        }

        long all = chunks.Array.Bands * chunks.Array.ChunksPerBand;
        string found = string.Create(
            CultureInfo.InvariantCulture, $"{chunks.Missing:N0} of {all:N0} chunks are missing");
        if (!chunks.Array.HasFill)
        {
            return $"{found}, and no fill value stands for them";
        }

        if (_filled + chunks.FilledElements > _most)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{found}: {chunks.FilledElements:N0} elements would be its fill value, at most {_most:N0} of the "
                + $"store may be");
        }

        _filled += chunks.FilledElements;
        return null;
    }
}
