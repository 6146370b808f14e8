namespace Heavytail.Cli.Tests.Kills;

/// <summary>A signal and the exit code of what it ended.</summary>
internal sealed record Signal(string Name, int ExitCode)
{
    public static Signal Kill { get; } = new("KILL", 137);

    public static IReadOnlyList<Signal> All { get; } =
    [
        new("INT", Cli.ExitCode.Interrupted), new("TERM", Cli.ExitCode.Terminated), new("HUP", Cli.ExitCode.HungUp),
        Kill,
    ];
}
