using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Commands.Completions;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Corpus;

/// <summary><c>heavytail corpus</c>: the published metrics of many models that ship with the tool.</summary>
internal static class CorpusCommand
{
    private const int ShownFamilies = 20;

    public static Command Create(Shell shell)
    {
        var command = new Command("corpus", "Published metrics and accuracies of many models, for comparison");
        command.Subcommands.Add(List(shell));
        command.Subcommands.Add(Show(shell));
        command.SetAction(int (_) => throw new UsageException(
            "`corpus` needs a command of its own",
            $"try `{HeavytailTool.Name} corpus list`, or `{HeavytailTool.Name} help corpus`"));
        return command;
    }

    private static Command List(Shell shell)
    {
        var output = new OutputOptions();
        var command = new Command("list", "List the corpora: models, families, convention, source");
        output.AddTo(command);
        shell.Handle(command, output, (_, session) => Publish(CorpusDocument.List(), session));
        return command;
    }

    private static Command Show(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "Name of a corpus; see `corpus list`" };
        name.CompletionSources.Add(_ => Corpora.All.Select(corpus => new CompletionItem(corpus.Name)));
        name.RefuseOptions();
        var family = new Option<string?>("--family")
        {
            Description = "Only models of families that match",
            HelpName = "GLOB",
        };
        family.CompletionSources.Add(context => FamilyCompletions.Of(context.ParseResult.GetValue(name)));
        var output = new OutputOptions();
        var command = new Command("show", "Show the models of a corpus; -f csv has every column");
        command.Arguments.Add(name);
        command.Options.Add(family);
        output.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
            Publish(Find(parsed.GetValue(name)!, parsed.GetValue(family)), session));
        return command;
    }

    private static CorpusDocument Find(string name, string? families)
    {
        var corpus = Corpora.Find(name);
        var document = CorpusDocument.From(corpus, families);
        if (document.Sheet.Rows.Count > 0)
        {
            return document;
        }

        string names = string.Join(", ", corpus.FamilyNames().Take(ShownFamilies));
        throw new UsageException(
            $"`--family {families}`: no family of `{corpus.Name}` matches",
            Spelling.DidYouMean(families!.Trim('*'), corpus.FamilyNames())
                ?? $"its families are {names}{(corpus.Families > ShownFamilies ? ", …" : "")}");
    }

    private static int Publish(CorpusDocument document, Session session) =>
        session.Publish(document, terminal => CorpusTable.Write(document, terminal));
}
