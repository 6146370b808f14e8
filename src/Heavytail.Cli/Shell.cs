using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli;

/// <summary>What surrounds the tool: its streams, the options of every command, and what ends it.</summary>
internal sealed record Shell(
    TextReader Input, TextWriter Output, TextWriter Error, DisplayOptions Display, Interruption Interruption)
{
    /// <summary>Ends the work.</summary>
    public CancellationToken Cancellation => Interruption.Token;

    /// <summary>Gives a command its work; each run of it has a session.</summary>
    /// <param name="command">The command.</param>
    /// <param name="output">Where its results go.</param>
    /// <param name="run">The work, which returns the exit code.</param>
    public void Handle(Command command, OutputOptions output, Func<ParseResult, Session, int> run) =>
        command.SetAction(int (parsed) =>
        {
            using var session = new Session(this, parsed, output);
            return run(parsed, session);
        });
}
