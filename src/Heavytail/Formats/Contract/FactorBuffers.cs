namespace Heavytail.Formats.Contract;

/// <summary>
/// Arrays of factors that are used again: those of an adapter have few lengths, and new ones of megabytes cost more
/// time than filling them.
/// </summary>
internal sealed class FactorBuffers
{
    private const int MostArrays = 8;

    /// <summary>Longer arrays are not kept: 16 MiB.</summary>
    private const int MostLength = 1 << 21;

    private readonly Lock _gate = new();
    private readonly List<double[]> _free = [];

    /// <summary>An array of a length, with any values.</summary>
    public double[] Take(int length)
    {
        lock (_gate)
        {
            int index = _free.FindLastIndex(array => array.Length == length);
            if (index >= 0)
            {
                double[] found = _free[index];
                _free.RemoveAt(index);
                return found;
            }
        }

        return GC.AllocateUninitializedArray<double>(length);
    }

    /// <summary>Takes an array back.</summary>
    public void Return(double[] array)
    {
        if (array.Length > MostLength)
        {
            return;
        }

        lock (_gate)
        {
            if (_free.Count == MostArrays)
            {
                _free.RemoveAt(0);
            }

            _free.Add(array);
        }
    }
}
