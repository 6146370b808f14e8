namespace Heavytail.Reports;

/// <summary>A column of trends.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Value">A row's value, as <see cref="CellText"/> takes it; null where there is none.</param>
public sealed record TrendColumn(string Name, ColumnKind Kind, Func<TrendRow, object?> Value);

/// <summary>The one ordered list of columns of trends.</summary>
public static class TrendColumns
{
    /// <summary>What a row is about.</summary>
    public static IReadOnlyList<TrendColumn> Keys { get; } =
    [
        new("scope", ColumnKind.Text, row => row.Scope),
        new("family", ColumnKind.Text, row => row.Family),
        new("metric", ColumnKind.Text, row => row.Metric),
    ];

    /// <summary>What it says.</summary>
    public static IReadOnlyList<TrendColumn> Values { get; } =
    [
        new("n", ColumnKind.Count, row => row.Count),
        new("missing", ColumnKind.Count, row => row.Missing),
        Real("slope", row => row.Slope),
        Real("intercept", row => row.Intercept),
        Real("r2", row => row.RSquared),
        Real("loo_r2", row => row.LeaveOneOutRSquared),
        Real("rmse", row => row.Rmse),
        Real("tau", row => row.Tau),
        Real("tau_p", row => row.TauP),
        Real("tau_p_min", row => row.SmallestP),
        Real("rho", row => row.Rho),
        Real("rho_p", row => row.RhoP),
        Real("partial_r", row => row.PartialR),
        Real("partial_p", row => row.PartialP),
    ];

    /// <summary>Every column, in the order of reports.</summary>
    public static IReadOnlyList<TrendColumn> All { get; } = [.. Keys, .. Values];

    private static TrendColumn Real(string name, Func<TrendRow, double?> value) =>
        new(name, ColumnKind.Real, row => value(row));
}
