namespace Heavytail;

/// <summary>What α and its uncertainty allow to say of a layer.</summary>
public enum LayerLabel
{
    /// <summary>There is no α.</summary>
    None,

    /// <summary>α is between 2 and 6, clear of both limits; noise of few eigenvalues can have such an α too.</summary>
    Inside,

    /// <summary>α is clearly below 2.</summary>
    OverTrained,

    /// <summary>α is clearly above 6.</summary>
    UnderTrained,

    /// <summary>Too few eigenvalues, or an α too close to a limit.</summary>
    Uncertain,
}

/// <summary>The rule and the words of labels.</summary>
/// <remarks>
/// σ leaves out the choice of xmin: on simulated tails the standard deviation of α is 1.2 to 4.6 σ, and where the tail
/// has 50 eigenvalues or more, 95 % of α are within 2.1 to 3.5 σ. Random matrices with fewer than some 100 eigenvalues
/// often have an α between 2 and 6. So the rule is cautious, and no confidence interval. It does not exclude noise: of
/// 150 random matrices with 100 to 512 eigenvalues 21 are <see cref="LayerLabel.Inside"/>, none of those with 512.
/// </remarks>
public static class LayerLabels
{
    /// <summary>An α within so many σ of a limit may be on either side of it.</summary>
    public const double Sigmas = 3;

    /// <summary>The smallest number of eigenvalues whose α says something.</summary>
    public const int LeastEigenvalues = 100;

    /// <summary>The word in the <c>label</c> column; empty where there is no α.</summary>
    public static string Word(this LayerLabel label) => label switch
    {
        LayerLabel.Inside => "inside",
        LayerLabel.OverTrained => TrainingWarning.OverTrained.Word(),
        LayerLabel.UnderTrained => TrainingWarning.UnderTrained.Word(),
        LayerLabel.Uncertain => "uncertain",
        _ => "",
    };

    /// <summary>The label of a fit.</summary>
    /// <param name="alpha">The exponent; null where there is none.</param>
    /// <param name="sigma">Its standard error.</param>
    /// <param name="eigenvalues">The number of eigenvalues of the spectrum.</param>
    public static LayerLabel From(double? alpha, double? sigma, long eigenvalues)
    {
        if (alpha is not double value)
        {
            return LayerLabel.None;
        }

        double margin = Sigmas * (sigma is > 0 ? sigma.Value : double.PositiveInfinity);
        double toLimit = Math.Min(
            Math.Abs(value - TrainingWarnings.OverTrainedBelow), Math.Abs(value - TrainingWarnings.UnderTrainedAbove));
        return eigenvalues < LeastEigenvalues || !(toLimit > margin)
            ? LayerLabel.Uncertain
            : TrainingWarnings.FromAlpha(value) switch
            {
                TrainingWarning.OverTrained => LayerLabel.OverTrained,
                TrainingWarning.UnderTrained => LayerLabel.UnderTrained,
                _ => LayerLabel.Inside,
            };
    }
}
