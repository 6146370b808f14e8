using System.Runtime.InteropServices;
using Heavytail.Spectra;

namespace Heavytail.Derived;

/// <summary>What matrices are computed from, in memory; their elements come in units of one size.</summary>
/// <param name="type">The type of their elements: F32 or F64.</param>
/// <param name="units">The number of units.</param>
/// <param name="unitElements">The number of elements of a unit.</param>
internal abstract class LoadedMatrices(ElementType type, int units, int unitElements)
{
    /// <summary>The first stored elements that are NaN or infinite, and the layer that has them; null for none.
    /// </summary>
    public (Layer Layer, NonFiniteWeights Weights)? NonFinite { get; init; }

    /// <summary>Whether any unit can be had at once.</summary>
    public virtual bool CanSeek => true;

    /// <summary>The elements of all matrices, row-major, one matrix after the other.</summary>
    public Stream Open() => new ComputedStream(this, units, (long)unitElements * (type.Bits() / 8));

    /// <summary>Computes a unit. Called from several threads.</summary>
    /// <param name="unit">The unit, from 0.</param>
    /// <param name="values">Receives its elements.</param>
    protected abstract void Compute(int unit, Span<double> values);

    /// <summary>The elements of a unit in their type, little-endian.</summary>
    /// <param name="unit">The unit, from 0.</param>
    /// <param name="values">Room for its elements.</param>
    /// <param name="bytes">Receives them.</param>
    public void Write(int unit, double[] values, Span<byte> bytes)
    {
        Compute(unit, values);
        if (type == ElementType.F64)
        {
            MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(bytes);
            return;
        }

        var singles = MemoryMarshal.Cast<byte, float>(bytes);
        for (int k = 0; k < values.Length; k++)
        {
            singles[k] = (float)values[k];
        }
    }

    /// <summary>The number of elements of a unit.</summary>
    public int UnitElements => unitElements;
}
