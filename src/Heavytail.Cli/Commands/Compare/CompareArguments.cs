using System.CommandLine;

namespace Heavytail.Cli.Commands.Compare;

/// <summary>How layers of two models are paired, and what is computed of the pairs.</summary>
internal sealed class CompareArguments
{
    private readonly Option<string[]> _maps = new("--map")
    {
        Description = "A layer's name in the base and in the other model; each `*` of NEW repeats that of OLD; "
            + "repeatable",
        HelpName = "OLD=NEW",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _delta = new("--delta")
    {
        Description = "Also analyze W − W_base as a layer of its own",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_maps);
        command.Options.Add(_delta);
    }

    /// <exception cref="UsageException">A rename cannot be read.</exception>
    public ComparisonOptions Read(ParseResult parsed)
    {
        try
        {
            return new ComparisonOptions
            {
                Maps = [.. (parsed.GetValue(_maps) ?? []).Select(NameMap.Parse)],
                Delta = parsed.GetValue(_delta),
            };
        }
        catch (FormatException error)
        {
            throw new UsageException(
                $"`{_maps.Name}` {error.Message}",
                "names are those that `heavytail describe` prints, as in `--map \"fc.*=head.*\"`");
        }
    }
}
