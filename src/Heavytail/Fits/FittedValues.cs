namespace Heavytail.Fits;

/// <summary>What a power law was fitted to.</summary>
/// <param name="values">Positive, ascending.</param>
/// <param name="equal">Which of them are equal.</param>
internal sealed class FittedValues(ReadOnlyMemory<double> values, EqualValues equal)
{
    private TailCandidates? _candidates;

    /// <summary>Positive, ascending.</summary>
    public ReadOnlyMemory<double> Values => values;

    /// <summary>Which of them are equal.</summary>
    public EqualValues Equal => equal;

    /// <summary>The candidates for xmin among one or more values: found once, for the fit and its interval.</summary>
    public TailCandidates Candidates => _candidates ??= new TailCandidates(values.Span, equal);
}
