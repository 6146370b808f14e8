using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Explain;

/// <summary>Explanations for people, and the list of what there is.</summary>
internal sealed class ExplanationPage(Terminal terminal)
{
    /// <summary>Longer lines are hard to read.</summary>
    private const int MostWide = 90;

    private const int LeastWide = 40;

    /// <summary>Columns of the report's model, after which the counts of its summary come.</summary>
    private const string FirstCount = "layers";

    private bool _isFirst = true;

    private int Width => Math.Clamp(terminal.Width, LeastWide, MostWide);

    public void Write(Explanation explanation)
    {
        if (!_isFirst)
        {
            terminal.WriteLine();
        }

        _isFirst = false;
        if (explanation.Column is { } column)
        {
            Title(column.Name, column.Title);
            Section("definition", column.Definition);
            Section("how to read it", column.Reading);
            Section("formula", column.Formula);
            if (column.Conventions is not null)
            {
                Section("in nature2021 and sdm2020", column.Conventions);
            }

            Section("source", column.Source);
        }
        else if (explanation.Topic is { } topic)
        {
            Title(topic.Name, $"{topic.Title} ({explanation.Kind})");
            Section("meaning", topic.Meaning);
            Section("what to do", topic.Advice);
        }
        else if (explanation.Rule is { } rule)
        {
            new RulePage(terminal, Width).Write(rule);
        }
    }

    public void List()
    {
        var columns = MetricCatalog.All;
        int counts = columns.Select(column => column.Name).ToList().IndexOf(FirstCount);
        Rows("Columns of layers", columns.Take(counts).Select(column => (column.Name, column.Title)));
        Rows("Counts of a model", columns.Skip(counts).Select(column => (column.Name, column.Title)));
        foreach (var group in TopicGroup.Groups)
        {
            Rows(group.Heading, group.All.Select(topic => (topic.Name, topic.Title)));
        }

        Rows("Rules of `check`", RuleCatalog.All.Select(rule => (rule.Id, $"{rule.Name} ({LevelOf(rule)})")));
        terminal.WriteLine();
        terminal.WriteLine($"`{HeavytailTool.Name} explain NAME` explains one, or several.");
    }

    private static string LevelOf(RuleDefinition rule) =>
        rule.Level.Word() + (rule.IsDefault ? "" : ", only where a policy asks for it");

    private void Rows(string heading, IEnumerable<(string Name, string Title)> rows)
    {
        if (!_isFirst)
        {
            terminal.WriteLine();
        }

        _isFirst = false;
        terminal.WriteLine($"{heading}:", Tone.Strong);
        int column = rows.Max(row => row.Name.Length) + 4;
        foreach ((string name, string title) in rows)
        {
            terminal.Write("  ");
            terminal.Write(name.PadRight(column - 2), Tone.Strong);
            string indent = "";
            foreach (string line in Paragraph.Lines(title, Width - column))
            {
                terminal.WriteLine(indent + line);
                indent = new string(' ', column);
            }
        }
    }

    private void Title(string name, string title)
    {
        terminal.Write(name, Tone.Strong);
        string indent = "";
        foreach (string line in Paragraph.Lines(title, Width - name.Length - 2))
        {
            terminal.WriteLine(indent.Length == 0 ? $"  {line}" : indent + line);
            indent = new string(' ', name.Length + 2);
        }
    }

    private void Section(string title, string text)
    {
        terminal.WriteLine();
        terminal.WriteLine(title, Tone.Dim);
        foreach (string line in Paragraph.Lines(text, Width - 2))
        {
            terminal.WriteLine("  " + line);
        }
    }
}
