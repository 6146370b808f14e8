using System.CommandLine;
using System.CommandLine.Completions;
using System.IO.Enumeration;
using Heavytail.Cli.Output;
using Heavytail.Comparison.Published;
using Heavytail.Reports;

namespace Heavytail.Cli.Commands;

/// <summary><c>heavytail corpus</c>: the published numbers of many models that ship with the tool.</summary>
internal static class CorpusCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("corpus", "Published metrics and accuracies of many models, to compare with");
        command.Subcommands.Add(List(surroundings));
        command.Subcommands.Add(Show(surroundings));
        command.SetAction(int (_) => throw new UsageException(
            "`corpus` wants to know what to do", $"try `{HeavytailTool.Name} corpus list`"));
        return command;
    }

    private static Command List(Surroundings surroundings)
    {
        var output = new OutputOptions();
        var command = new Command("list", "List the corpora: models, families, convention, source");
        output.AddTo(command);
        command.SetAction(int (parsed) => Write(CorpusView.List(), output, parsed, surroundings));
        return command;
    }

    private static Command Show(Surroundings surroundings)
    {
        var name = new Argument<string>("NAME") { Description = "A corpus, as `corpus list` names it" };
        name.CompletionSources.Add(_ => Corpora.All.Select(corpus => new CompletionItem(corpus.Name)));
        var family = new Option<string?>("--family")
        {
            Description = "Only models of the families that match",
            HelpName = "GLOB",
        };
        family.CompletionSources.Add(context => Families(context.ParseResult.GetValue(name))
            .Select(word => new CompletionItem(word)));
        var output = new OutputOptions();
        var command = new Command("show", "Show the models of a corpus; -f csv has every column");
        command.Arguments.Add(name);
        command.Options.Add(family);
        output.AddTo(command);
        command.SetAction(int (parsed) => Write(
            View(Corpora.Find(parsed.GetValue(name)!), parsed.GetValue(family)), output, parsed, surroundings));
        return command;
    }

    private static CorpusView View(Corpus corpus, string? glob)
    {
        var table = corpus.Read();
        int[] rows =
        [
            .. Enumerable.Range(0, table.RowCount).Where(row => glob is null
                || FileSystemName.MatchesSimpleExpression(glob, table.Text(row, Corpus.FamilyColumn), ignoreCase: false)),
        ];
        return rows.Length > 0
            ? CorpusView.From(corpus, table, rows)
            : throw new UsageException(
                $"`--family {glob}`: no family of `{corpus.Name}` matches",
                $"its families are {string.Join(", ", corpus.FamilyNames().Take(20))}{(corpus.Families > 20 ? ", …" : "")}");
    }

    private static int Write(CorpusView view, OutputOptions output, ParseResult parsed, Surroundings surroundings)
    {
        using var files = OutputFiles.Create(output.Files(parsed));
        files.Write((form, writer) => CorpusWriter.Write(view, form, Terminal.Plain(writer)));
        CorpusWriter.Write(view, output.Format(parsed), surroundings.Display.ForResults(parsed, surroundings.Output));
        return ExitCode.Done;
    }

    private static IEnumerable<string> Families(string? name) =>
        Corpora.All.FirstOrDefault(corpus => corpus.Name == name)?.FamilyNames() ?? [];
}
