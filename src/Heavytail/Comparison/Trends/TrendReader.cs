using System.Globalization;
using Heavytail.Comparison.Trends;
using Heavytail.Tabular;

namespace Heavytail;

/// <summary>
/// Reads the models of a table with their scores and metrics. A row that cannot be used becomes a note; the others
/// stay.
/// </summary>
public static class TrendReader
{
    /// <summary>Reads the models of a CSV or Parquet file.</summary>
    /// <param name="path">
    /// A table with <c>model</c> and a score. Where it has no column of a metric, <c>model</c> is the path of a weight
    /// file, relative to the table.
    /// </param>
    /// <param name="options">Which columns play which role.</param>
    /// <param name="analyze">
    /// Analyzes a weight file; null where there can be none. It is called once for each file.
    /// </param>
    /// <exception cref="TableException">The file cannot be read, or a column is missing.</exception>
    /// <exception cref="UnknownNameException">There is no such metric.</exception>
    public static TrendData Read(string path, TrendOptions options, Func<string, ModelAnalysis>? analyze = null) =>
        Read(Table.Read(path), options, analyze);

    /// <summary>Reads the models of a corpus.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="options">Which columns play which role.</param>
    /// <exception cref="TableException">A column is missing.</exception>
    /// <exception cref="UnknownNameException">There is no such metric.</exception>
    public static TrendData Read(Corpus corpus, TrendOptions options)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        return Read(corpus.Read(), options);
    }

    /// <summary>Reads the rows.</summary>
    /// <param name="table">
    /// A table with <c>model</c> and a score. Where it has no column of a metric, <c>model</c> is the path of a weight
    /// file, relative to the table.
    /// </param>
    /// <param name="options">Which columns play which role.</param>
    /// <param name="analyze">
    /// Analyzes a weight file; null where there can be none. It is called once for each file.
    /// </param>
    /// <exception cref="TableException">A column is missing.</exception>
    /// <exception cref="UnknownNameException">There is no such metric.</exception>
    internal static TrendData Read(Table table, TrendOptions options, Func<string, ModelAnalysis>? analyze = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        var roles = TrendRoles.From(table, options, weights: analyze is not null);
        var reader = new RowReader(table, roles, options.KeepUntrained, analyze);
        int[] rows = [.. Enumerable.Range(0, table.RowCount).Where(row => roles.Includes(table, row))];
        foreach (int row in rows)
        {
            reader.Read(row);
        }

        if (rows.Length == 0)
        {
            string[] families =
            [
                .. Enumerable.Range(0, table.RowCount).Select(row => roles.FamilyOf(table, row)).Distinct(),
            ];
            reader.Note(
                null,
                $"no row matches --family and --where ({table.RowCount} rows read)",
                Spelling.Question([.. options.Families.SelectMany(glob => Spelling.Closest(glob.Trim('*'), families))])
                    ?? $"families are {string.Join(", ", families)}",
                isError: true);
        }

        if (roles.DirectionSource == ScoreDirectionSource.Assumed)
        {
            reader.Note(
                null,
                $"the name `{roles.Score}` does not say which scores are better; higher ones are assumed to be, "
                    + "`LowerIsBetter` sets it");
        }

        string[] conventions = [.. reader.Conventions.Distinct().Order(StringComparer.Ordinal)];
        if (conventions.Length > 1)
        {
            reader.Note(
                null,
                $"metrics by several conventions ({string.Join(", ", conventions)}): trends across them mean nothing",
                "divide the table, or add `--by convention`");
        }

        return new TrendData
        {
            Source = table.Path,
            Score = roles.Score,
            LowerIsBetter = roles.LowerIsBetter,
            DirectionSource = roles.DirectionSource,
            ReadsWeights = roles.NeedsWeights,
            Convention = conventions.Length == 0 ? null : string.Join(", ", conventions),
            Metrics = [.. roles.Metrics.Where(name => reader.Models.Any(model => model[name] is not null))],
            Models = reader.Models,
            Untrained = reader.Untrained,
            Notes = reader.Notes,
        };
    }

    private sealed class RowReader(
        Table table, TrendRoles roles, bool keepsUntrained, Func<string, ModelAnalysis>? analyze)
    {
        private readonly Dictionary<string, object> _analyzed = []; // ModelAnalysis or CheckpointException
        private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal); // by the files of the model
        private readonly Dictionary<string, string> _sameAs = new(StringComparer.Ordinal);
        private readonly HashSet<(string Family, string Name, double Score)> _seen = [];
        private readonly HashSet<(string Family, string Name)> _seenNames = [];

        public List<TrendModel> Models { get; } = [];

        public List<string> Untrained { get; } = [];

        public List<TrendNote> Notes { get; } = [];

        public List<string> Conventions { get; } = [];

        public void Note(int? line, string message, string? hint = null, bool isError = false) =>
            Notes.Add(new TrendNote(line, message, hint, isError));

        public void Read(int row)
        {
            try
            {
                ReadModel(row);
            }
            catch (TableException error)
            {
                Note(table.LineOf(row), $"column `{error.Column}`: {error.Problem}", error.Hint, isError: true);
            }
        }

        private void ReadModel(int row)
        {
            int line = table.LineOf(row);
            if (NameOf(row) is not { Length: > 0 } name)
            {
                Note(line, "the model has no name", isError: true);
                return;
            }

            if (name.Contains('\0', StringComparison.Ordinal))
            {
                Note(line, $"`{name}`: no model has a NUL character in its name", isError: true);
                return;
            }

            double? score = table.Number(row, roles.Score);
            if (score is not double number || !double.IsFinite(number))
            {
                Note(line, $"`{name}`: {roles.Score} is {(score is null ? "missing" : "not finite")}; row skipped");
                return;
            }

            string family = roles.FamilyOf(table, row);
            if (!_seen.Add((family, name, number)))
            {
                Note(line, $"`{name}`: repeats a row above, {roles.Score} included; counted once");
                return;
            }

            var metrics = roles.MetricsOf(table, row);
            if (roles.NeedsWeights && !AddWeights(line, name, metrics))
            {
                return;
            }

            if (_sameAs.TryGetValue(name, out string? first) && !_seen.Add((family, first, number)))
            {
                Note(line, $"`{name}`: is the model of `{first}`, {roles.Score} included; counted once");
                return;
            }

            if (roles.ConventionOf(table, row) is string convention)
            {
                Conventions.Add(convention);
            }

            bool isNew = _seenNames.Add((family, name));
            if (first is not null)
            {
                Note(line, $"`{name}`: is the model of `{first}` and has a second {roles.Score}; both count");
            }
            else if (!isNew)
            {
                Note(line, $"`{name}`: has a second {roles.Score}; both count");
            }

            Models.Add(new TrendModel(name, family, number, metrics));
        }

        /// <summary>The name of a model. Spaces around a path belong to it where there is such a file.</summary>
        private string? NameOf(int row)
        {
            string? exact = roles.NeedsWeights ? table.ExactText(row, TrendRoles.Model) : null;
            return exact is { Length: > 0 } && !exact.Contains('\0', StringComparison.Ordinal)
                && Path.Exists(FullPath(exact)) ? exact : table.Text(row, TrendRoles.Model);
        }

        private string FullPath(string name) =>
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(table.Path) ?? "", name));

        /// <summary>Adds the metrics of a weight file.</summary>
        /// <returns>False after an error or for a model that is not counted, which becomes a note.</returns>
        private bool AddWeights(int line, string name, Dictionary<string, double> metrics)
        {
            string path = FullPath(name);
            if (!_analyzed.TryGetValue(path, out object? result))
            {
                try
                {
                    result = analyze!(path);
                }
                catch (CheckpointException error)
                {
                    result = error;
                }

                _analyzed.Add(path, result);
            }

            if (result is CheckpointException failure)
            {
                Note(line, $"`{name}`: {failure.Problem}", failure.Hint, isError: true);
                return false;
            }

            var model = (ModelAnalysis)result;
            var verdict = ModelVerdict.From(model);
            if (verdict.LooksUntrained && !keepsUntrained)
            {
                Untrained.Add(name);
                (int random, int judged) = (verdict.LookingRandom, verdict.LookingRandom + verdict.BeyondNoise);
                Note(
                    line,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"`{name}`: looks untrained ({random} of {judged} layers look random); not counted"),
                    "`KeepUntrained` counts it");
                return false;
            }

            string files = string.Join('\0', model.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
            if (!_names.TryAdd(files, name) && _names[files] != name)
            {
                _sameAs[name] = _names[files];
            }

            if (model.HasErrors)
            {
                Note(
                    line,
                    $"`{name}`: some layers could not be analyzed; the means leave them out",
                    "an analysis of this file lists them",
                    isError: true);
            }

            foreach (var (metric, value) in TrendMetrics.From(model.Summary, model.Options.Metrics))
            {
                metrics.TryAdd(metric, value);
            }

            Conventions.Add(model.Options.Method.Convention.Scaling);
            return true;
        }
    }
}
