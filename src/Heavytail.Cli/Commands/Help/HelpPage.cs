using System.CommandLine;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Help;

/// <summary>The help of a command: usage, its options by group, examples; never wider than can be read.</summary>
internal sealed class HelpPage
{
    private const int MostWide = 100;
    private const int LeastWide = 40;

    /// <summary>Where descriptions begin; a longer label has a line of its own.</summary>
    private const int Descriptions = 28;

    /// <summary>Where they begin in a wide window that has a label of this length.</summary>
    private const int MostDescriptions = 34;

    /// <summary>Two characters before a label, and two behind it.</summary>
    private const int Around = 4;

    /// <summary>Where they begin in lists of words that are short.</summary>
    private const int ShortDescriptions = 16;

    /// <summary>In a narrow window descriptions begin below their labels.</summary>
    private const int Narrow = 60;

    /// <summary>Longer lists of words are in the description.</summary>
    private const int LongestChoice = 20;

    private readonly Terminal _terminal;
    private readonly int _width;

    private HelpPage(Terminal terminal)
    {
        _terminal = terminal;
        _width = Math.Clamp(terminal.Width, LeastWide, MostWide);
    }

    public static void Write(Command command, Terminal terminal) => new HelpPage(terminal).Write(command);

    private void Write(Command command)
    {
        Text(command.Description ?? "", 0);
        Heading("Usage");
        Text($"{UsageMessage.Words(command)}{UsageMessage.Arguments(command)} [options]", 2);
        var subcommands = command.Subcommands.Where(sub => !sub.Hidden).ToArray();
        if (subcommands.Length > 0)
        {
            Heading("Commands");
            int column = Math.Max(ShortDescriptions, subcommands.Max(sub => sub.Name.Length) + Around);
            foreach (var sub in subcommands)
            {
                Row(sub.Name, sub.Description ?? "", column);
            }
        }

        WriteOptions(command);
        WriteExamples(command);
        if (!command.Parents.Any())
        {
            WriteMore();
        }
    }

    private void WriteOptions(Command command)
    {
        var shared = command.Parents.OfType<Command>().SelectMany(Above)
            .SelectMany(parent => parent.Options).Where(option => option.Recursive);
        var groups = command.Options.Concat(shared.Where(option => HasEffect(option, command)))
            .Where(option => !option.Hidden)
            .GroupBy(HelpGroups.Of).ToDictionary(group => group.Key, group => group.ToArray());
        int column = Column(groups.Values.SelectMany(options => options).Select(option => Describe(option).Label));
        foreach (var group in Enum.GetValues<HelpGroup>())
        {
            bool hasArguments = group == HelpGroup.Input && command.Arguments.Count > 0;
            var options = groups.GetValueOrDefault(group, []);
            if (!hasArguments && options.Length == 0)
            {
                continue;
            }

            Heading(group.Heading());
            foreach (var argument in hasArguments ? command.Arguments : [])
            {
                string dots = argument.Arity.MaximumNumberOfValues > 1 ? "..." : "";
                Row(argument.Name + dots, argument.Description ?? "", column);
            }

            foreach (var option in options)
            {
                (string label, string description) = Describe(option);
                Row(label, description, column);
            }
        }
    }

    /// <summary>Where descriptions begin: behind the longest label that leaves them enough room.</summary>
    private int Column(IEnumerable<string> labels) => labels.Select(label => label.Length + Around)
        .Where(column => column <= MostColumn).Append(Descriptions).Max();

    /// <summary>Where descriptions begin at most.</summary>
    private int MostColumn => _width < MostWide ? MostDescriptions - 2 : MostDescriptions;

    private void WriteExamples(Command command)
    {
        var examples = HelpExamples.Of(command);
        if (examples.Count == 0)
        {
            return;
        }

        Heading("Examples");
        foreach (var (purpose, example) in examples)
        {
            Text(purpose.EndsWith('?') ? purpose : $"{purpose}:", 2);
            Text(example, 4, " \\");
        }
    }

    private void WriteMore()
    {
        Heading("Exit codes");
        Row("0", "Done", ShortDescriptions);
        Row("1", "A check failed", ShortDescriptions);
        Row("2", "Part of what was asked for could not be done, or the command line is wrong", ShortDescriptions);
        Row("130, 143, 129", "Ended by Ctrl-C, by SIGTERM, by a closed terminal", ShortDescriptions);
        _terminal.WriteLine();
        Text(
            $"`{HeavytailTool.Name} help COMMAND` shows the options of a command, "
                + $"`{HeavytailTool.Name} explain NAME` what a metric, a label or a status means "
                + "and what to do about it.",
            0);
    }

    /// <summary>Commands that only print words have no bar, and nothing more to say.</summary>
    private static bool HasEffect(Option shared, Command command) =>
        shared.Name is not ("--no-progress" or "--verbose") || command.Subcommands.Count > 0
        || command.Options.Any(option => option.Name is "--format" or "--kind");

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().SelectMany(Above).Prepend(command);

    /// <summary>
    /// An option with its value: few words to choose from stand in the label, many, or those that leave descriptions
    /// too little room, in the description.
    /// </summary>
    private (string Label, string Description) Describe(Option option)
    {
        string names = option.Aliases.FirstOrDefault(alias => !alias.StartsWith("--", StringComparison.Ordinal)) is
            string brief ? $"{brief}, {option.Name}" : $"    {option.Name}";
        string description = option.Description ?? "";
        string value = option.HelpName ?? "";
        bool isLong = value.Length > LongestChoice || names.Length + 1 + value.Length + Around > MostColumn;
        if (value.Contains('|', StringComparison.Ordinal) && isLong)
        {
            string[] words = value.Split('|');
            value = option.Name[(option.Name.LastIndexOf('-') + 1)..].ToUpperInvariant();
            int bracket = description.IndexOf(" [default", StringComparison.Ordinal);
            string choice = $"; one of {WordList.Join(words, "or")}";
            description = bracket < 0 ? description + choice : description.Insert(bracket, choice);
        }

        if (option.HasDefaultValue && option.GetDefaultValue() is string { Length: > 0 } standard)
        {
            description += $" [default: {standard}]";
        }

        return (value.Length == 0 ? names : $"{names} {value}", description);
    }

    private void Heading(string text)
    {
        _terminal.WriteLine();
        _terminal.WriteLine($"{text}:", Tone.Strong);
    }

    private void Row(string label, string description, int column)
    {
        const int Indent = 2;
        column = _width < Narrow ? Indent + 6 : column;
        _terminal.Write(new string(' ', Indent) + label);
        int used = Indent + label.Length;
        bool isBelow = used + 2 > column;
        if (isBelow)
        {
            _terminal.WriteLine();
            used = 0;
        }

        foreach (string line in Lines(description, _width - column))
        {
            _terminal.WriteLine(new string(' ', column - used) + line);
            used = 0;
        }
    }

    /// <summary>Lines that break within no short command.</summary>
    private static IEnumerable<string> Lines(string text, int width)
    {
        string[] parts = text.Split('`');
        for (int k = 1; k < parts.Length; k += 2)
        {
            parts[k] = parts[k].Length > width / 2 ? parts[k] : parts[k].Replace(' ', '\u00a0');
        }

        return Paragraph.Lines(string.Join('`', parts), width);
    }

    private void Text(string text, int indent, string continuation = "")
    {
        int further = continuation.Length > 0 ? 4 : 0;
        string[] lines = [.. Lines(text, _width - indent - further - continuation.Length)];
        for (int k = 0; k < lines.Length; k++)
        {
            bool isLast = k == lines.Length - 1;
            string margin = new(' ', indent + (k > 0 ? further : 0));
            _terminal.WriteLine(margin + lines[k] + (isLast ? "" : continuation));
        }
    }
}
