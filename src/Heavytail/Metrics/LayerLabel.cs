namespace Heavytail;

/// <summary>What α and its uncertainty allow to say of a layer.</summary>
public enum LayerLabel
{
    /// <summary>There is no α, and the spectrum is not known to be one that random weights would have.</summary>
    None,

    /// <summary>α is between 2 and 6, and so is its interval.</summary>
    Inside,

    /// <summary>α is below 2, and so is its interval.</summary>
    OverTrained,

    /// <summary>α is above 6, and so is its interval.</summary>
    UnderTrained,

    /// <summary>The interval of α reaches across 2 or 6.</summary>
    Uncertain,

    /// <summary>
    /// No eigenvalue and no entropy is beyond that of random weights of the shape, whatever α is. Of orthogonal
    /// weights, as networks start with, all eigenvalues are equal, and there is no α.
    /// </summary>
    RandomLike,
}

/// <summary>The rule and the words of labels.</summary>
public static class LayerLabels
{
    /// <summary>Where no interval was measured, an α within so many σ of a limit may be on either side of it.</summary>
    public const double Sigmas = 3;

    /// <summary>The smallest number of eigenvalues above zero whose α says something.</summary>
    public const int LeastEigenvalues = 20;

    /// <summary>The word in the <c>label</c> column; empty for <see cref="LayerLabel.None"/>.</summary>
    public static string Word(this LayerLabel label) => label switch
    {
        LayerLabel.Inside => "inside",
        LayerLabel.OverTrained => TrainingWarning.OverTrained.Word(),
        LayerLabel.UnderTrained => TrainingWarning.UnderTrained.Word(),
        LayerLabel.Uncertain => "uncertain",
        LayerLabel.RandomLike => "random-like",
        _ => "",
    };

    /// <summary>The label of a layer.</summary>
    /// <param name="alpha">The exponent; null where there is none.</param>
    /// <param name="low">The lower limit of its interval.</param>
    /// <param name="high">The upper limit of its interval.</param>
    /// <param name="eigenvalues">The number of eigenvalues of the spectrum.</param>
    /// <param name="looksRandom">Whether the spectrum has nothing that noise would not have.</param>
    public static LayerLabel From(double? alpha, double low, double high, long eigenvalues, bool looksRandom)
    {
        const double From = TrainingWarnings.OverTrainedBelow;
        const double To = TrainingWarnings.UnderTrainedAbove;
        return looksRandom ? LayerLabel.RandomLike
            : alpha is null ? LayerLabel.None
            : eigenvalues < LeastEigenvalues ? LayerLabel.Uncertain
            : high < From ? LayerLabel.OverTrained
            : low > To ? LayerLabel.UnderTrained
            : low >= From && high <= To ? LayerLabel.Inside
            : LayerLabel.Uncertain;
    }
}
