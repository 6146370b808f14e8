using System.CommandLine;
using System.CommandLine.Completions;

namespace Heavytail.Cli.Options;

/// <summary>The option that asks for measures beside those of every analysis.</summary>
internal sealed class MeasureOption
{
    private readonly Option<string[]> _measures = new("--measure")
    {
        Description =
            "Measure more of each layer: " + string.Join(", ", Further.Select(measure => measure.Name))
            + ", or `all`; `explain measure` says what each adds. A column that is asked for by name asks for its "
            + "measure",
        HelpName = OptionRules.ListOf("NAME"),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    /// <summary>The measures that an analysis has only where they are asked for.</summary>
    private static IEnumerable<IMeasure> Further => MeasureCatalog.All.Except(MeasureCatalog.Default);

    public void AddTo(Command command)
    {
        _measures.CompletionSources.Add(_ => Further.Select(measure => measure.Name).Append(MeasureCatalog.AllName)
            .Select(name => new CompletionItem(name)));
        command.Options.Add(_measures);
    }

    /// <summary>The options with the measures that are asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options so far.</param>
    /// <param name="columns">The names of columns that are asked for.</param>
    /// <exception cref="UnknownNameException">There is no such measure.</exception>
    public AnalysisOptions Read(ParseResult parsed, AnalysisOptions options, IEnumerable<string> columns)
    {
        string[] known = [.. MeasureCatalog.All.Select(measure => measure.Name), MeasureCatalog.AllName];
        var named = OptionRules.SplitList(parsed.GetValue(_measures)!)
            .Select(name => OptionRules.Spelled(name, known));
        var owners = columns.Select(MeasureCatalog.Owner).OfType<IMeasure>().Select(measure => measure.Name);
        return options with
        {
            Measures = options.Measures with { List = MeasureCatalog.DefaultAnd([.. named, .. owners]) },
        };
    }
}
