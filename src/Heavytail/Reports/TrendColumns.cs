namespace Heavytail.Reports;

/// <summary>The one ordered list of columns of trends.</summary>
internal static class TrendColumns
{
    /// <summary>What a row is about.</summary>
    public static IReadOnlyList<Column<TrendRow>> Keys { get; } =
    [
        new("scope", ColumnKind.Text, row => row.Scope),
        new("family", ColumnKind.Text, row => row.Family),
        new("metric", ColumnKind.Text, row => row.Metric),
    ];

    /// <summary>What it says.</summary>
    public static IReadOnlyList<Column<TrendRow>> Values { get; } =
    [
        new("n", ColumnKind.Count, row => row.Count),
        new("missing", ColumnKind.Count, row => row.Missing),
        new("slope", ColumnKind.Real, row => row.Slope),
        new("intercept", ColumnKind.Real, row => row.Intercept),
        new("r2", ColumnKind.Real, row => row.RSquared),
        new("loo_r2", ColumnKind.Real, row => row.LeaveOneOutRSquared),
        new("rmse", ColumnKind.Real, row => row.Rmse),
        new("tau", ColumnKind.Real, row => row.Tau),
        new("tau_p", ColumnKind.Real, row => row.TauP),
        new("tau_p_min", ColumnKind.Real, row => row.SmallestP),
        new("rho", ColumnKind.Real, row => row.Rho),
        new("rho_p", ColumnKind.Real, row => row.RhoP),
        new("partial_r", ColumnKind.Real, row => row.PartialR),
        new("partial_p", ColumnKind.Real, row => row.PartialP),
    ];

    /// <summary>Every column, in the order of reports.</summary>
    public static IReadOnlyList<Column<TrendRow>> All { get; } = [.. Keys, .. Values];
}
