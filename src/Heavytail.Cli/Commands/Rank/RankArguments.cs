using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Commands.Completions;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Rank;

/// <summary>How models are ranked, and what their scores are predicted from.</summary>
internal sealed class RankArguments
{
    private static readonly RankingOptions s_defaults = new();

    private readonly Option<string[]> _metrics = new("--metric")
    {
        Description =
            "Metrics that vote, those of scale as one, or none; comma-separated or repeated "
            + $"[default: {string.Join(", ", s_defaults.Metrics)}]",
        HelpName = OptionRules.ListOf("NAME"),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _reference = new("--reference")
    {
        Description = "Predict scores from a family with known scores: a table as for `trend`, or the name of a corpus",
        HelpName = "TABLE",
    };

    private readonly Option<string?> _family = new("--family")
    {
        Description = "The family of the reference, if it has several",
        HelpName = "GLOB",
    };

    private readonly Option<int?> _draws = OptionRules.Count(
        "--draws", $"Draws of layers that estimate the uncertainty [default: {s_defaults.Draws}]");

    private readonly Option<int?> _seed = OptionRules.Count(
        "--seed", $"Seed of the draws [default: {s_defaults.Seed}]");

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Rank models even if they are not built of the same layers",
    };

    public void AddTo(Command command)
    {
        _reference.RefuseEmpty();
        _metrics.CompletionSources.Add(_ => s_defaults.Metrics.Select(name => new CompletionItem(name)));
        _family.CompletionSources.Add(context => FamilyCompletions.Of(context.ParseResult.GetValue(_reference)));
        _reference.CompletionSources.Add(_ => Corpora.All.Select(corpus => new CompletionItem(corpus.Name)));
        foreach (Option option in new Option[] { _metrics, _reference, _family, _draws, _seed, _force })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_family) is not null && result.GetResult(_reference) is null)
            {
                result.AddError($"`{_family.Name}` chooses from `{_reference.Name}`, which is not given");
            }
        });
    }

    /// <summary>The files that are read, beside the models.</summary>
    public IEnumerable<string> Files(ParseResult parsed) => parsed.GetValue(_reference) is string table ? [table] : [];

    public bool Force(ParseResult parsed) => parsed.GetValue(_force);

    public RankingOptions Read(ParseResult parsed) => s_defaults with
    {
        Metrics = parsed.ListOf(_metrics, "metric", s_defaults.Metrics) is { Length: > 0 } metrics
            ? [.. metrics.Select(name => OptionRules.Spelled(name, s_defaults.Metrics))]
            : s_defaults.Metrics,
        Draws = parsed.GetValue(_draws) ?? s_defaults.Draws,
        Seed = parsed.GetValue(_seed) ?? s_defaults.Seed,
    };

    /// <summary>The family that scores are predicted from; null where none was asked for.</summary>
    /// <exception cref="TableException">The table cannot be used.</exception>
    /// <exception cref="UsageException">Its metrics follow another convention.</exception>
    public RankingReference? Reference(
        ParseResult parsed, Convention convention, Func<string, ModelAnalysis> analyze, Action<TrendData> tell)
    {
        if (parsed.GetValue(_reference) is not string name)
        {
            return null;
        }

        var options = new TrendOptions();
        var data = File.Exists(name) || !MayBeCorpus(name)
            ? TrendReader.Read(name, options, analyze)
            : TrendReader.Read(Corpora.Find(name), options);
        tell(Flags.In(data));
        if (data.Convention is string other && other != convention.Scaling)
        {
            throw new UsageException(
                $"`--reference {name}` has metrics by convention {other}, this ranking uses {convention.Scaling}",
                $"add `--convention {other}`");
        }

        var metrics = Read(parsed).Metrics;
        string metric = metrics.Contains(TrendMetrics.Lead) ? TrendMetrics.Lead : metrics[0];
        return RankingReference.From(data, metric, parsed.GetValue(_family));
    }

    /// <summary>Whether a name is that of a corpus, or close to one without a folder or an ending.</summary>
    private static bool MayBeCorpus(string name)
    {
        string[] corpora = [.. Corpora.All.Select(corpus => corpus.Name)];
        return corpora.Contains(name) || (!Path.Exists(name) && Path.GetFileName(name) == name
            && !Path.HasExtension(name) && Spelling.Closest(name, corpora).Count > 0);
    }
}
