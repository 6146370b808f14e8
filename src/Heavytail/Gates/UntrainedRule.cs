using System.Globalization;
using Heavytail.Analysis;

namespace Heavytail.Gates;

/// <summary>The share of layers that could be random weights.</summary>
internal static class UntrainedRule
{
    public static RuleOutcome Judge(RuleInput input)
    {
        bool[] judged =
        [
            .. input.Rows.Select(RandomLayers.LooksRandom).OfType<bool>(),
        ];
        if (judged.Length == 0)
        {
            return new RuleOutcome(0, []);
        }

        int random = judged.Count(looksRandom => looksRandom);
        double share = (double)random / judged.Length;
        bool fires = input.Rule.Max is double max ? share > max : share >= RandomLayers.LeastShare;
        double limit = input.Rule.Max ?? RandomLayers.LeastShare;
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"{random} of {judged.Length} spectra could be those of random weights, a share of {share:0.00}; ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{(input.Rule.Max is null ? "a model looks untrained from" : "the policy allows")} {limit:0.0##}");
        return new RuleOutcome(1, !fires ? [] :
        [
            input.Of(message) with { Value = share, Limit = limit, Excess = share - limit },
        ]);
    }
}
