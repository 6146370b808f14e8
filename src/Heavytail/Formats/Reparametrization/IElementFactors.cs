namespace Heavytail.Formats.Reparametrization;

/// <summary>What the elements of a stored tensor are multiplied by, from the first on.</summary>
internal interface IElementFactors : IDisposable
{
    /// <summary>Multiplies the next elements.</summary>
    void Multiply(Span<double> elements);

    /// <summary>Passes over elements.</summary>
    void Skip(long count);
}
