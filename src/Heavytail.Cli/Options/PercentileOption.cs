using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Options;

/// <summary><c>--percentile CORPUS/FAMILY</c>: the percentiles of the models among published ones.</summary>
internal sealed class PercentileOption
{
    private readonly Option<string?> _percentile = new("--percentile")
    {
        Description =
            "Percentile of each model's means in a published corpus (see `corpus list`); "
            + $"not in {OutputFormat.Words(IsSheet, "and")}, whose rows are layers",
        HelpName = "CORPUS[/FAMILY]",
    };

    public void AddTo(Command command)
    {
        _percentile.CompletionSources.Add(_ => Corpora.All.SelectMany(corpus => corpus.FamilyNames()
            .Select(family => $"{corpus.Name}/{family}").Prepend(corpus.Name))
            .Select(name => new CompletionItem(name)));
        command.Options.Add(_percentile);
    }

    /// <summary>The models to place among; null where it is not asked for.</summary>
    public CorpusFamily? Read(ParseResult parsed, AnalysisOptions options, IEnumerable<OutputFormat> formats)
    {
        if (parsed.GetValue(_percentile) is not string name)
        {
            return null;
        }

        var among = CorpusFamily.Find(name);
        (string theirs, string ours) = (among.Corpus.Convention, options.Method.Convention.Scaling);
        if (theirs != ours)
        {
            throw new UsageException(
                $"corpus `{among.Corpus.Name}` holds metrics by convention {theirs}, this analysis uses {ours}",
                $"add `--convention {theirs}`");
        }

        return formats.All(IsSheet)
            ? throw new UsageException(
                $"`--percentile` has no effect: rows of {OutputFormat.Words(IsSheet, "and")} are layers",
                $"use --format {OutputFormat.Words(format => !IsSheet(format), "or")}")
            : among;
    }

    private static bool IsSheet(OutputFormat format) => format.IsSheet;
}
