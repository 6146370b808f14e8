namespace Heavytail.Cli.Output;

/// <summary>What is said beside a result, on the stream of errors: nothing where even errors are not wanted.</summary>
/// <param name="terminal">The terminal of messages, cleared of a progress bar.</param>
/// <param name="verbosity">How much is said.</param>
internal sealed class Remarks(Func<Terminal> terminal, Verbosity verbosity)
{
    /// <summary>Hints that were given: of a folder of alike files, the first says what to do.</summary>
    private readonly HashSet<string> _hints = new(StringComparer.Ordinal);

    public void Complain(HeavytailException error)
    {
        if (verbosity != Verbosity.Silent)
        {
            var message = ErrorMessage.From(error);
            bool isNew = message.Hint is null || _hints.Add(message.Hint);
            (isNew ? message : message with { Hint = null }).Write(terminal());
        }
    }

    public void Warn(IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            Say("warning", Tone.Warning, Flags.In(warning));
        }
    }

    public void Note(string note) => Say("note", Tone.Hint, note);

    private void Say(string word, Tone tone, string text)
    {
        if (verbosity != Verbosity.Silent)
        {
            Message.Write(terminal(), word, tone, text);
        }
    }
}
