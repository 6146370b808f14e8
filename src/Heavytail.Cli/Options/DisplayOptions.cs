using System.CommandLine;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Options;

/// <summary>The options of every command, before its name or after: how much is printed, and how it looks.</summary>
internal sealed class DisplayOptions
{
    private readonly Option<bool> _quiet = new("--quiet", "-q")
    {
        Description = "Print results only; repeat to suppress errors as well",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Print more, such as skipped tensors and timings; repeat for a stack trace of internal errors",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    private readonly Option<string> _color = new("--color")
    {
        Description = "When to use colors",
        HelpName = "auto|always|never",
        Recursive = true,
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<bool> _noProgress = new("--no-progress")
    {
        Description = "Do not show a progress bar",
        Recursive = true,
    };

    public void AddTo(Command root)
    {
        _color.AllowOnly("auto", "always", "never");
        root.Options.Add(_quiet);
        root.Options.Add(_verbose);
        root.Options.Add(_color);
        root.Options.Add(_noProgress);
        _quiet.Validators.Add(result =>
        {
            if (!result.Implicit && result.GetValue(_verbose))
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

    /// <summary>Whether errors have the traces of the failures behind them: <c>-vv</c>.</summary>
    public bool ShowTraces(ParseResult parsed) => (parsed.GetResult(_verbose)?.IdentifierTokenCount ?? 0) > 1;

    /// <summary>Whether a bar may be drawn: not where standard output is a pipe, as a pager draws in the same window.
    /// </summary>
    public bool ShowProgress(ParseResult parsed) => !parsed.GetValue(_noProgress)
        && Verbosity(parsed) == Output.Verbosity.Normal && !OutputPipe.IsPipe;

    /// <param name="parsed">The command line.</param>
    /// <param name="output">Standard output, which decides on width and colors.</param>
    /// <param name="destination">What writes to it; null for itself.</param>
    public Terminal ForResults(ParseResult parsed, TextWriter output, TextWriter? destination = null) =>
        Terminal.ForResults(output, parsed.GetValue(_color)!, destination ?? output);

    public Terminal ForErrors(ParseResult parsed, TextWriter error) =>
        Terminal.ForErrors(error, parsed.GetValue(_color)!);
}
