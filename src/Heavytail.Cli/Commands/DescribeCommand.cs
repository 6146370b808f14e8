using System.CommandLine;
using Heavytail.Cli.Output;
using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.Reports;

namespace Heavytail.Cli.Commands;

/// <summary><c>heavytail describe</c>: what is in a file, from its headers alone.</summary>
internal static class DescribeCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var paths = new PathArgument(ArgumentArity.OneOrMore);
        var selection = new SelectionOptions();
        var output = new OutputOptions();
        var display = surroundings.Display;
        var command = new Command("describe", "List tensors and what an analysis would do with them; reads headers only");
        paths.AddTo(command);
        selection.AddTo(command, computes: false);
        output.AddTo(command);
        command.SetAction(int (parsed) =>
        {
            var terminal = display.ForErrors(parsed, surroundings.Error);
            var verbosity = display.Verbosity(parsed);
            var options = selection.Read(parsed);
            using var files = OutputFiles.Create(output.Files(parsed));
            var models = new List<Description>();
            var errors = new List<ReportError>();
            foreach (string path in InputPaths.Expand(paths.Read(parsed), surroundings.Input, Fail))
            {
                surroundings.Cancellation.ThrowIfCancellationRequested();
                try
                {
                    using var checkpoint = Checkpoint.Open(path);
                    models.Add(Description.From(checkpoint, options));
                }
                catch (CheckpointException error)
                {
                    Fail(error);
                }
            }

            var report = new DescriptionReport(models, errors) { Options = options };
            files.Write((form, writer) => DescriptionWriter.Write(report, form, Terminal.Plain(writer)));
            DescriptionWriter.Write(report, output.Format(parsed), display.ForResults(parsed, surroundings.Output));
            return errors.Count > 0 ? ExitCode.Failed : ExitCode.Done;

            void Fail(CheckpointException error)
            {
                errors.Add(ReportError.From(error));
                if (verbosity != Verbosity.Silent)
                {
                    ErrorMessage.From(error).Write(terminal);
                }
            }
        });
        return command;
    }
}
