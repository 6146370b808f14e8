using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Describe;

/// <summary><c>heavytail describe</c>: what is in a file, from its headers alone.</summary>
internal static class DescribeCommand
{
    public static Command Create(Shell shell)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var selection = new SelectionOptions();
        var matrices = new MatrixOption();
        var output = new OutputOptions();
        var command = new Command(
            "describe", "List tensors and what an analysis would do with them; reads headers only");
        paths.AddTo(command);
        selection.AddTo(command, computes: false);
        matrices.AddTo(command);
        output.AddTo(command);
        shell.Handle(command, output, (parsed, session) =>
        {
            session.Keep(selection.Files(parsed));
            var options = matrices.Read(parsed, selection.Read(parsed));
            var models = session.Models(paths.Read(parsed), checkpoint =>
            {
                var model = Description.From(checkpoint, options);
                session.WarnOfRules(checkpoint.Path, model.Plan.Rules);
                foreach (var error in checkpoint.Damage)
                {
                    session.Fail(error);
                }

                return Flags.In(model);
            });
            var document = new DescriptionDocument(models, session.Errors) { Options = options };
            return session.Publish(
                document,
                terminal => DescriptionTable.Write(document, terminal),
                Patterns.Complain(options.Selection.Unmatched(models.Select(model => model.Plan)), session));
        });
        return command;
    }
}
