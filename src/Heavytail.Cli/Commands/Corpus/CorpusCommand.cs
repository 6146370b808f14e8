using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Options;
using Heavytail.Comparison.Published;
using Heavytail.Reports;

namespace Heavytail.Cli.Commands.Corpus;

/// <summary><c>heavytail corpus</c>: the published numbers of many models that ship with the tool.</summary>
internal static class CorpusCommand
{
    private const int ShownFamilies = 20;

    public static Command Create(Shell shell)
    {
        var command = new Command("corpus", "Published metrics and accuracies of many models, to compare with");
        command.Subcommands.Add(List(shell));
        command.Subcommands.Add(Show(shell));
        command.SetAction(int (_) => throw new UsageException(
            "`corpus` wants to know what to do", $"try `{HeavytailTool.Name} corpus list`"));
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
        shell.Handle(command, output, (parsed, session) =>
            Publish(Find(parsed.GetValue(name)!, parsed.GetValue(family)), session));
        return command;
    }

    private static CorpusDocument Find(string name, string? families)
    {
        var corpus = Corpora.Find(name);
        var document = CorpusDocument.From(corpus, families);
        return document.Sheet.Rows.Count > 0
            ? document
            : throw new UsageException(
                $"`--family {families}`: no family of `{corpus.Name}` matches",
                $"its families are {string.Join(", ", corpus.FamilyNames().Take(ShownFamilies))}{(corpus.Families > ShownFamilies ? ", …" : "")}");
    }

    private static int Publish(CorpusDocument document, Session session) =>
        session.Publish(document, terminal => CorpusTable.Write(document, terminal));

    private static IEnumerable<string> Families(string? name) =>
        Corpora.All.FirstOrDefault(corpus => corpus.Name == name)?.FamilyNames() ?? [];
}
