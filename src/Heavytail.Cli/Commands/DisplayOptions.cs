using System.CommandLine;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands;

/// <summary>The options that every command that prints has: how much is said, and how it looks.</summary>
internal sealed class DisplayOptions
{
    private readonly Option<bool> _quiet = new("--quiet", "-q")
    {
        Description = "Print results only; twice: no errors either",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "List skipped tensors, and tell timings; twice: a stack trace for internal errors",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string> _color = new("--color")
    {
        Description = "Whether to use colours",
        HelpName = "auto|always|never",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<bool> _noProgress = new("--no-progress") { Description = "Show no progress bar" };

    public void AddTo(Command command)
    {
        _color.AcceptOnlyFromAmong("auto", "always", "never");
        command.Options.Add(_quiet);
        command.Options.Add(_verbose);
        command.Options.Add(_color);
        command.Options.Add(_noProgress);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_quiet) && result.GetValue(_verbose))
            {
                result.AddError("`--quiet` and `--verbose` exclude each other");
            }
        });
    }

    public Verbosity Verbosity(ParseResult parsed)
    {
        int quiet = parsed.GetResult(_quiet)?.IdentifierTokenCount ?? 0;
        return quiet switch
        {
            > 1 => Output.Verbosity.Silent,
            1 => Output.Verbosity.Quiet,
            _ => parsed.GetValue(_verbose) ? Output.Verbosity.Verbose : Output.Verbosity.Normal,
        };
    }

    public bool ShowProgress(ParseResult parsed) =>
        !parsed.GetValue(_noProgress) && Verbosity(parsed) == Output.Verbosity.Normal;

    public Terminal ForResults(ParseResult parsed, TextWriter output) =>
        Terminal.ForResults(output, parsed.GetValue(_color)!);

    public Terminal ForErrors(ParseResult parsed, TextWriter error) =>
        Terminal.ForErrors(error, parsed.GetValue(_color)!);
}
