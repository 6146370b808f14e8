using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Options;

/// <summary>The option that asks for measures beside those of every analysis.</summary>
internal sealed class MeasureOption
{
    private readonly Option<string[]> _measures = new("--measure")
    {
        Description =
            "Measure more of each layer: intervals, randomize, tails, erg, phase, vectors, htmp, adapter, or `all`; "
            + "`explain measure` says what each adds. A column that is asked for by name asks for its measure",
        HelpName = OptionRules.ListOf("NAME"),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _randomize = new("--randomize")
    {
        Description = "Same as --measure randomize: compare each layer with itself in random order",
    };

    private readonly Option<int?> _replicates = OptionRules.Count(
        "--replicates", "Number of random orders of --randomize [default: 1]");

    private readonly Option<int?> _vectors = OptionRules.Count(
        "--vectors",
        "Same as --measure vectors, for so many of the largest eigenvalues of each layer: are their singular vectors "
            + $"localized? [default: {MeasureCatalog.DefaultVectors}]");

    /// <summary>Their results are kept until all are drawn.</summary>
    private const int MostReplicates = 10_000;

    /// <summary>The measures that an analysis has only where they are asked for.</summary>
    private static IEnumerable<IMeasure> Further => MeasureCatalog.All.Except(MeasureCatalog.Default);

    public void AddTo(Command command)
    {
        _measures.CompletionSources.Add(_ => Further.Select(measure => measure.Name).Append(MeasureCatalog.AllName)
            .Select(name => new CompletionItem(name)));
        command.Options.Add(_measures);
        command.Options.Add(_randomize);
        command.Options.Add(_replicates);
        command.Options.Add(_vectors);
    }

    /// <summary>The options with the measures that are asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options so far.</param>
    /// <param name="columns">The names of columns that are asked for.</param>
    /// <exception cref="UsageException">There is no such measure.</exception>
    public AnalysisOptions Read(ParseResult parsed, AnalysisOptions options, IEnumerable<string> columns)
    {
        string[] known = [.. MeasureCatalog.All.Select(measure => measure.Name), MeasureCatalog.AllName];
        string[] named =
        [
            .. parsed.ListOf(_measures, "measure", known).Select(name => OptionRules.Spelled(name, known)),
        ];
        if (named.Except(known).FirstOrDefault() is string unknown)
        {
            throw new UsageException(
                $"`{_measures.Name}`: no measure is named `{unknown}`",
                Spelling.DidYouMean(unknown, known) ?? $"the measures are {WordList.Join(known, "and")}");
        }

        if (parsed.GetValue(_replicates) > MostReplicates)
        {
            throw new UsageException(
                $"`{_replicates.Name}`: {parsed.GetValue(_replicates)} random orders are more than {MostReplicates}",
                $"p-values go down to 1/{MostReplicates + 1} with so many, and each takes as long as the layer itself");
        }

        var owners = columns.Select(MeasureCatalog.Owner).OfType<IMeasure>().Select(measure => measure.Name);
        string[] randomize = parsed.GetValue(_randomize) || parsed.GetValue(_replicates) is not null
            ? [MeasureCatalog.RandomizeName] : [];
        string[] vectors = parsed.GetValue(_vectors) is null ? [] : [MeasureCatalog.VectorsName];
        return options with
        {
            Measures = options.Measures with
            {
                List = MeasureCatalog.DefaultAnd(
                    [.. named, .. owners, .. randomize, .. vectors],
                    parsed.GetValue(_replicates) ?? 1,
                    parsed.GetValue(_vectors) ?? MeasureCatalog.DefaultVectors),
            },
        };
    }
}
