using System.IO.Enumeration;
using Heavytail.Tabular;

namespace Heavytail.Comparison.Trends;

/// <summary>The role of each column of a table.</summary>
internal sealed record TrendRoles
{
    public const string Model = "model";

    private const string Family = "family";
    private const string Convention = "convention";
    private const string Parameters = "parameters";
    private const string AllModels = "all models";

    private static readonly string[] s_scores = ["accuracy", "error"];

    public required string Score { get; init; }

    public required bool LowerIsBetter { get; init; }

    public required ScoreDirectionSource DirectionSource { get; init; }

    /// <summary>Columns that are metrics.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The requested metrics, then the baselines.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    public required IReadOnlyList<string> By { get; init; }

    /// <summary>Conditions that a row must meet to be read.</summary>
    public required IReadOnlyList<(string Column, string Glob)> Where { get; init; }

    /// <summary>Globs on families, at least one of which must match; empty for all.</summary>
    public required IReadOnlyList<string> Families { get; init; }

    /// <summary>Whether models are weight files, because the table has no metric.</summary>
    public required bool NeedsWeights { get; init; }

    /// <exception cref="TableException">A column is missing.</exception>
    /// <exception cref="UnknownNameException">There is no such metric.</exception>
    public static TrendRoles From(Table table, TrendOptions options, bool weights)
    {
        Require(table, Model, "give this name to the column of the models, or of their weight files");
        string score = options.Score ?? s_scores.FirstOrDefault(table.Has) ?? throw Missing(
            table, "column `accuracy` or `error`", "name the column of the score with `--score COLUMN`");
        Require(table, score, "choose one of them with `--score COLUMN`");
        foreach (string column in options.By)
        {
            Require(table, column, "choose one of them with `--by COLUMN`");
        }

        foreach ((string column, _) in options.Where)
        {
            Require(table, column, "choose one of them with `--where COLUMN=GLOB`");
        }

        var names = TrendMetrics.NamesIn(options.Table);
        string[] columns = [.. names.Where(table.Has)];
        bool needsWeights = columns.Length == 0 && !options.Metrics.Any(table.Has) && weights;
        if (columns.Length == 0 && !needsWeights && options.Metrics.Count == 0)
        {
            throw Missing(table, "column of a metric", $"metrics are {string.Join(", ", names)}");
        }

        string[] known = needsWeights ? [.. names.Union(table.Columns)] : [.. table.Columns];
        string? unknown = options.Metrics.FirstOrDefault(name => !known.Contains(name));
        if (unknown is not null)
        {
            throw UnknownNameException.From(unknown, known);
        }

        IReadOnlyList<string> wanted = options.Metrics.Count > 0 ? [.. options.Metrics.Distinct()]
            : needsWeights ? names : columns;
        bool? named = ScoreNames.IsLowerBetter(score);
        return new TrendRoles
        {
            Score = score,
            LowerIsBetter = options.LowerIsBetter ?? named ?? false,
            DirectionSource = options.LowerIsBetter is not null ? ScoreDirectionSource.Option
                : named is not null ? ScoreDirectionSource.Name
                : ScoreDirectionSource.Assumed,
            Columns = [.. wanted.Where(table.Has)],
            Metrics = [.. wanted, .. TrendMetrics.Baselines.Except(wanted)],
            By = options.By,
            Where = options.Where,
            Families = options.Families,
            NeedsWeights = needsWeights,
        };
    }

    /// <summary>The family of a row, with the factors that divide it.</summary>
    public string FamilyOf(Table table, int row)
    {
        string family = (table.Has(Family) ? table.Text(row, Family) : null) ?? AllModels;
        return string.Join(", ", By.Select(column => $"{column} = {table.Text(row, column) ?? "?"}").Prepend(family));
    }

    /// <summary>Whether a row matches the requested families and conditions.</summary>
    public bool Includes(Table table, int row) =>
        Where.All(condition => Matches(condition.Glob, table.Text(row, condition.Column) ?? ""))
        && (Families.Count == 0 || Families.Any(glob => Matches(glob, FamilyOf(table, row))));

    public string? ConventionOf(Table table, int row) =>
        !NeedsWeights && table.Has(Convention) ? table.Text(row, Convention) : null;

    /// <summary>The metrics that the table itself holds.</summary>
    public Dictionary<string, double> MetricsOf(Table table, int row)
    {
        var metrics = new Dictionary<string, double>();
        foreach (string column in Columns)
        {
            Add(column, column);
        }

        if (table.Has(TrendMetrics.Depth))
        {
            Add(TrendMetrics.Depth, TrendMetrics.Depth);
        }

        if (table.Has(Parameters) && table.Number(row, Parameters) is double parameters and > 0)
        {
            metrics[TrendMetrics.Size] = Math.Log10(parameters);
        }

        return metrics;

        void Add(string name, string column)
        {
            if (table.Number(row, column) is double value)
            {
                metrics[name] = value;
            }
        }
    }

    private static bool Matches(string glob, string text) =>
        FileSystemName.MatchesSimpleExpression(glob, text, ignoreCase: false);

    private static void Require(Table table, string column, string why)
    {
        if (!table.Has(column))
        {
            throw Missing(table, $"column `{column}`", Spelling.DidYouMean(column, table.Columns) ?? why);
        }
    }

    private static TableException Missing(Table table, string what, string hint) => new(
        table.Path, $"no {what}; its columns are {string.Join(", ", table.Columns)}", hint);
}
