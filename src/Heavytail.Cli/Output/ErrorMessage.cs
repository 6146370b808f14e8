namespace Heavytail.Cli.Output;

/// <summary>An error and what to do about it: <c>error: …</c> and, on the next line, <c>hint: …</c>.</summary>
internal sealed record ErrorMessage(string Text, string? Hint)
{
    /// <summary>How the command is called, where it was called wrongly.</summary>
    public string? Usage { get; init; }

    public static ErrorMessage From(HeavytailException error) => new(Flags.In(error.Message), HintOf(error));

    /// <summary>Where no name is near, where to find all of them.</summary>
    private static string? HintOf(HeavytailException error) =>
        error is UnknownNameException { Hint: null } unknown
            && unknown.Message.StartsWith("no column", StringComparison.Ordinal)
            ? "`heavytail explain` lists columns and other words"
            : Flags.In(error.Hint);

    public void Write(Terminal terminal)
    {
        Message.Write(terminal, "error", Tone.Error, Text);
        if (Hint is not null)
        {
            Message.Write(terminal, "hint", Tone.Hint, Hint);
        }

        if (Usage is not null)
        {
            terminal.WriteLine($"usage: {Usage}", Tone.Dim);
        }
    }
}
