using System.Globalization;

namespace Heavytail.Gates;

/// <summary>The share of eigenvalues that are zero to the precision of the weights.</summary>
internal static class RankRule
{
    /// <summary>The share from which the phase is <c>rank-collapse</c>.</summary>
    private const double DefaultMax = 0.1;

    public static RuleOutcome Judge(RuleInput input)
    {
        double max = input.Rule.Max ?? DefaultMax;

        // ΔW of an adapter has the rank of its factors, whatever was trained.
        var rows = input.Rows.Where(row => row.Layer.Tensor.Factors is null || row.Layer.IsComputed)
            .Select(row => (row, lost: input.NumberOf(row, "rank_loss"), all: input.NumberOf(row, "num_evals")))
            .Where(pair => pair.lost is not null && pair.all > 0);
        return RuleOutcome.Of(rows, pair =>
        {
            double share = pair.lost!.Value / pair.all!.Value;
            string message = string.Create(
                CultureInfo.InvariantCulture,
                $"{pair.lost} of {pair.all} eigenvalues are zero, a share of {share:0.00}; {max:0.0##} is allowed");
            return share <= max ? null : input.Of(pair.row, message) with
            {
                Metric = "rank_loss",
                Value = pair.lost,
                Limit = max * pair.all,
                Excess = share - max,
            };
        });
    }
}
