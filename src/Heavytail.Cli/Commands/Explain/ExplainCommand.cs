using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Explain;

/// <summary><c>heavytail explain METRIC</c>: definition, formula, interpretation and source of a column.</summary>
internal static class ExplainCommand
{
    private const int Width = 88;

    public static Command Create(Shell shell)
    {
        var metric = new Argument<string?>("METRIC")
        {
            Description = "A column of reports; omit it to list all",
            HelpName = "METRIC",
            Arity = ArgumentArity.ZeroOrOne,
        };
        metric.CompletionSources.Add(_ => MetricCatalog.All.Select(
            entry => new CompletionItem(entry.Name)));
        var command = new Command("explain", "Explain a metric: definition, formula, how to read it, source");
        command.Arguments.Add(metric);
        command.SetAction(int (parsed) =>
        {
            var terminal = shell.Display.ForResults(parsed, shell.Output);
            if (parsed.GetValue(metric) is string name)
            {
                Explain(MetricCatalog.Find(name), terminal);
            }
            else
            {
                List(terminal);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void List(Terminal terminal)
    {
        int width = MetricCatalog.All.Max(metric => metric.Name.Length);
        foreach (var metric in MetricCatalog.All)
        {
            terminal.Write(metric.Name.PadRight(width + 2), Tone.Strong);
            terminal.WriteLine(metric.Title);
        }
    }

    private static void Explain(MetricText metric, Terminal terminal)
    {
        terminal.Write(metric.Name, Tone.Strong);
        terminal.WriteLine($"  {metric.Title}");
        Section("definition", metric.Definition);
        Section("formula", metric.Formula);
        if (metric.Conventions is not null)
        {
            Section("in nature2021 and sdm2020", metric.Conventions);
        }

        Section("how to read it", metric.Reading);
        Section("source", metric.Source);

        void Section(string title, string text)
        {
            terminal.WriteLine();
            terminal.WriteLine(title, Tone.Dim);
            foreach (string line in Paragraph.Lines(text, Math.Min(Width, terminal.Width - 2)))
            {
                terminal.WriteLine("  " + line);
            }
        }
    }
}
