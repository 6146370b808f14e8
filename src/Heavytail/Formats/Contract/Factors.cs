namespace Heavytail.Formats.Contract;

/// <summary>The two factors of one matrix.</summary>
/// <param name="Left">Rows × r, row-major.</param>
/// <param name="Right">r × columns, row-major.</param>
internal sealed record Factors(double[] Left, double[] Right)
{
    /// <summary>Where the arrays go when nobody reads them any more; null where they are not used again.</summary>
    public FactorBuffers? Buffers { get; init; }

    /// <summary>Gives the arrays back; they are not read after that.</summary>
    public void Release()
    {
        Buffers?.Return(Left);
        Buffers?.Return(Right);
    }
}
