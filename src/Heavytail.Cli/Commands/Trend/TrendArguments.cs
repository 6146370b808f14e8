using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Commands.Completions;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Trend;

/// <summary>Which table, and which columns of it.</summary>
internal sealed class TrendArguments
{
    private const string Higher = "higher";
    private const string Lower = "lower";

    private Option[] _ofWeights = [];

    private readonly Argument<string?> _table = new("TABLE")
    {
        Description =
            "CSV or Parquet file with `model` (a name, or the path of a weight file relative to the table), a score, "
            + "and optionally `family` and metrics",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _corpus = new("--corpus")
    {
        Description = "Use published figures instead of a table; see `heavytail corpus list`",
        HelpName = "NAME",
    };

    private readonly Option<string?> _score = new("--score")
    {
        Description = "Column of the score [default: accuracy, or error]",
        HelpName = "COLUMN",
    };

    private readonly Option<string> _direction = new("--score-direction")
    {
        Description =
            "Whether higher or lower scores are better [default: by the words of its name, such as error and loss]",
        HelpName = $"{Higher}|{Lower}",
    };

    private readonly Option<bool> _lowerIsBetter = new("--lower-is-better")
    {
        Description = $"The same as `--score-direction {Lower}`",
    };

    private readonly Option<string[]> _by = List(
        "--by", "Also divide families by a column, such as depth or batch_size", "COLUMN");

    private readonly Option<string[]> _metrics = List(
        "--metric",
        "Only these metrics, or any numeric columns; comma-separated or repeated",
        OptionRules.ListOf("NAME"));

    private readonly Option<string[]> _families = List(
        "--family", "Only families whose name matches; repeatable", "GLOB");

    private readonly Option<string[]> _where = List(
        "--where", "Only rows whose column matches; repeatable", "COLUMN=GLOB");

    private readonly Option<int?> _seed = OptionRules.Count(
        "--seed", $"Seed of permutations, where there are too many to enumerate [default: {new TrendOptions().Seed}]");

    private readonly Option<bool> _keepUntrained = new("--keep-untrained")
    {
        Description = "Count weight files that look untrained too: beside trained ones they make a trend of their own",
    };

    private readonly Option<bool> _perModel = new("--per-model")
    {
        Description =
            "List the models with their metrics: in CSV a row for each model instead of each trend, which `trend` and "
            + "`rank --reference` can read again",
    };

    public void AddTo(Command command)
    {
        _corpus.CompletionSources.Add(_ => Corpora.All.Select(corpus => new CompletionItem(corpus.Name)));
        _direction.AllowOnly(Higher, Lower);
        _score.CompletionSources.Add(context => Columns(context.ParseResult));
        _by.CompletionSources.Add(context => Columns(context.ParseResult));
        _families.CompletionSources.Add(
            context => FamilyCompletions.Of(context.ParseResult.GetValue(_corpus)));
        _metrics.CompletionSources.Add(_ => TrendMetrics.Names.Select(name => new CompletionItem(name)));
        command.Arguments.Add(_table);
        Option[] options =
        [
            _corpus, _score, _direction, _lowerIsBetter, _by, _metrics, _families, _where, _seed, _keepUntrained,
            _perModel,
        ];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        _table.RefuseOptions();
        _table.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("the path of the table is empty");
            }
        });
        command.Validators.Add(result =>
        {
            bool table = result.GetResult(_table) is { Tokens.Count: > 0 };
            if (table == (result.GetResult(_corpus) is not null))
            {
                result.AddError(table
                    ? $"a table and `{_corpus.Name}` exclude each other"
                    : $"expected a table, or `{_corpus.Name} NAME`");
            }

            if (result.WordOf(_direction) == Higher && result.GetResult(_lowerIsBetter) is { Implicit: false })
            {
                result.AddError($"`{_direction.Name} {Higher}` and `{_lowerIsBetter.Name}` exclude each other");
            }
        });
    }

    /// <summary>Refuses options about weights where there are none: in published figures.</summary>
    public void RefuseWithCorpus(Command command, IEnumerable<Option> ofWeights)
    {
        _ofWeights = [.. ofWeights, _keepUntrained];
        command.Validators.Add(result =>
        {
            if (result.GetResult(_corpus) is null)
            {
                return;
            }

            foreach (var option in _ofWeights.Where(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError($"`{option.Name}` is about weights, and `{_corpus.Name}` has none");
            }
        });
    }

    /// <summary>Whether models are listed.</summary>
    public bool ListsModels(ParseResult parsed) => parsed.GetValue(_perModel);

    /// <summary>The files that are read, beside those of models.</summary>
    public IEnumerable<string> Files(ParseResult parsed) => parsed.GetValue(_table) is string table ? [table] : [];

    /// <summary>A note on options about weights without effect, since the table has metrics; null for none.</summary>
    public TrendNote? WithoutEffect(ParseResult parsed, TrendData data)
    {
        string[] given =
        [
            .. _ofWeights.Where(option => parsed.GetResult(option) is { Implicit: false })
                .Select(option => $"`{option.Name}`"),
        ];
        return data.ReadsWeights || given.Length == 0 ? null : new TrendNote(
            null,
            $"no weights are read, as the table has metrics: {string.Join(", ", given)} "
                + $"{(given.Length == 1 ? "has" : "have")} no effect",
            Hint: null,
            IsError: false);
    }

    public TrendOptions ReadOptions(ParseResult parsed) => new()
    {
        Score = parsed.GetValue(_score) is string score ? Spelled(score, parsed) : null,
        LowerIsBetter = parsed.CommandResult.WordOf(_direction) is string word ? word == Lower
            : parsed.GetValue(_lowerIsBetter) ? true
            : null,
        By = [.. parsed.GetValue(_by)!.Select(column => Spelled(column, parsed))],
        Metrics = [.. parsed.ListOf(_metrics, "metric", TrendMetrics.Names).Select(name => Spelled(name, parsed))],
        Families = parsed.GetValue(_families)!,
        Where =
        [
            .. parsed.GetValue(_where)!.Select(Condition)
                .Select(condition => (Spelled(condition.Column, parsed), condition.Glob)),
        ],
        Seed = parsed.GetValue(_seed) ?? new TrendOptions().Seed,
        KeepUntrained = parsed.GetValue(_keepUntrained),
    };

    /// <summary>The models of the table; of a corpus, which has no weights, as they are.</summary>
    public TrendData Read(ParseResult parsed, Func<string, ModelAnalysis> analyze) => Flags.In(
        parsed.GetValue(_corpus) is string corpus
            ? TrendReader.Read(Corpora.Find(corpus), ReadOptions(parsed))
            : TrendReader.Read(parsed.GetValue(_table)!, ReadOptions(parsed), analyze));

    /// <summary>A column or metric, in whatever case it was typed.</summary>
    private string Spelled(string name, ParseResult parsed) => OptionRules.Spelled(
        name, [.. Columns(parsed).Select(item => item.Label), .. TrendMetrics.Names]);

    /// <summary>The columns of the CSV file on the line; without one, the usual scores.</summary>
    private IEnumerable<CompletionItem> Columns(ParseResult parsed)
    {
        try
        {
            string header = parsed.GetValue(_table) is string table
                && table.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && File.Exists(table)
                ? File.ReadLines(table).FirstOrDefault("")
                : "accuracy,error";
            return header.Split(',', ';', '\t').Select(name => new CompletionItem(name.Trim().Trim('"')));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read has no columns to offer: the command itself says why.
            return [];
        }
    }

    private static (string Column, string Glob) Condition(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and int at
            ? (text[..at], text[(at + 1)..])
            : throw new UsageException($"`--where {text}`: expected COLUMN=GLOB");

    private static Option<string[]> List(string name, string description, string value) => new(name)
    {
        Description = description,
        HelpName = value,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };
}
