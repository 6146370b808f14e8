namespace Heavytail.Plans;

/// <summary>
/// The scores that a kind of plan accepts. A score that does not exist, NaN and infinities are none, but for kinds that
/// only rank; a number outside of the range is an error.
/// </summary>
/// <param name="Text">What they are, for people: <c>a norm, 0 or more</c>.</param>
/// <param name="Least">The least score.</param>
/// <param name="Most">The largest score.</param>
internal sealed record ScoreRange(
    string Text, double Least = double.NegativeInfinity, double Most = double.PositiveInfinity)
{
    /// <summary>Any number.</summary>
    public static ScoreRange Any { get; } = new("any number");

    /// <summary>Whether <see cref="Least"/> itself is left out.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether scores are only ranked, so that an infinite one is the largest or the smallest.</summary>
    public bool Ranks { get; init; }

    /// <summary>Why a layer has no score that a plan can use; null where it has one.</summary>
    /// <exception cref="PlanException">Its score is outside of the range.</exception>
    public string? WhyNone(PlanLayer layer)
    {
        if (layer.IsLeftOut)
        {
            return "not selected";
        }

        if (layer.Score is not double score)
        {
            return layer.WhyNoScore ?? "no score";
        }

        if (double.IsNaN(score) || (double.IsInfinity(score) && !Ranks))
        {
            return $"its score is {(double.IsNaN(score) ? "NaN" : "infinite")}";
        }

        return score < Least || score > Most || (IsOpen && score <= Least)
            ? throw new PlanException(
                $"`{layer.Name}` has the score {PlanText.Short(score)}; this plan takes {Text}",
                "choose another metric, or give scores by layer")
            : null;
    }
}
