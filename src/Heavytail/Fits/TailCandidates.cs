namespace Heavytail.Fits;

/// <summary>What a fit and its interval both need of a spectrum: the candidates for xmin, and all logarithms.</summary>
internal sealed class TailCandidates
{
    /// <param name="eigenvalues">Positive, ascending, one or more.</param>
    /// <param name="equal">Which of them are equal.</param>
    public TailCandidates(ReadOnlySpan<double> eigenvalues, EqualValues equal)
    {
        Groups = equal.Groups(eigenvalues);
        Tails = Groups.Length > 1 ? LogTails.Of(EqualValues.Merge(eigenvalues, Groups)) : null;
    }

    /// <summary>Where the groups of equal values begin, ascending; the last is that of the largest value.</summary>
    public int[] Groups { get; }

    /// <summary>The values, equal ones as their mean; null where all are equal.</summary>
    public LogTails? Tails { get; }
}
