using System.CommandLine;
using Heavytail.Cli.Options;
using Heavytail.Cli.Output;
using Heavytail.Cli.Plots;

namespace Heavytail.Cli.Commands.Plot;

/// <summary><c>heavytail plot</c>: figures of one layer, in the terminal or as an image.</summary>
internal static class PlotCommand
{
    public static Command Create(Shell shell)
    {
        var paths = new PathArgument(ArgumentArity.ExactlyOne);
        var selection = SelectionOptions.OfOneLayer();
        var matrices = new MatrixOption();
        var measure = new MeasureOption();
        var plots = new PlotOptions();
        var command = new Command(
            "plot", "Draw a layer: the density of its eigenvalues, its tail and fit, noise, traps");
        paths.AddTo(command);
        selection.AddTo(command, computes: true);
        plots.AddTo(command);
        matrices.AddTo(command);
        measure.AddTo(command);
        shell.Handle(command, new OutputOptions(), (parsed, session) =>
        {
            var kinds = plots.Kinds(parsed);
            var options = measure.Read(
                parsed, matrices.Read(parsed, selection.Read(parsed)), PlotOptions.Columns(kinds));
            options = options with { Execution = options.Execution with { KeepSpectra = true } };
            using var image = plots.File(parsed, kinds.Count) is var (path, format)
                ? new PlotFile(path, format, plots.Style(parsed))
                : null;
            int opened = 0;
            var rows = session.Models(paths.Read(parsed), checkpoint => opened++ == 0
                ? Row(checkpoint, options, plots.Slice(parsed), session, image)
                : throw new UsageException("`plot` draws a layer of one model, and the path names several"));
            return session.Publish(() => rows is [{ } row] && Write(row, kinds, options, session, image));
        });
        return command;
    }

    /// <summary>Analyzes the layer that is asked for; null where it failed, which is reported.</summary>
    private static LayerAnalysis? Row(
        Checkpoint checkpoint, AnalysisOptions options, int? slice, Session session, PlotFile? image)
    {
        image?.Keep(checkpoint.OpenedPaths);
        var inventory = LayerInventory.From(checkpoint, options);
        if (options.Selection.Unmatched([inventory]) is [var unmatched, ..])
        {
            throw unmatched;
        }

        if (inventory.Layers.Count > 1)
        {
            throw OneLayer.Ambiguous(inventory.Layers, options.Selection);
        }

        var model = session.Analyze(checkpoint, options);
        foreach (var error in model.Errors)
        {
            session.Fail(error);
        }

        return NothingToAnalyzeException.Of(model) is { } nothing ? throw nothing
            : model.Errors.Count > 0 && !model.Layers[0].HasSpectrum ? null
            : OneLayer.Row(model.Layers, slice);
    }

    /// <returns>Whether every figure that was asked for exists.</returns>
    private static bool Write(
        LayerAnalysis row, IReadOnlyList<string> kinds, AnalysisOptions options, Session session, PlotFile? image)
    {
        bool isFirst = true;
        bool isComplete = true;
        foreach (string kind in kinds)
        {
            if (LayerFigures.Create(kind, row, options) is not { } figure)
            {
                // Of all kinds, a layer mostly lacks one: without traps there is no map of them.
                isComplete &= kinds.Count == LayerFigures.Kinds.Count;
                session.Complain(new UsageException(
                    $"`{row.Name}` has no figure `{kind}`: {LayerFigures.WhyMissing(kind, row, options)}"));
                continue;
            }

            if (image is not null)
            {
                image.Write(figure);
                continue;
            }

            if (!isFirst)
            {
                session.Results.WriteLine();
            }

            isFirst = false;
            TerminalFigure.Write(figure, session.Results, session.Results.Height - 1, Terminal.IsAsciiOnly);
        }

        return isComplete;
    }
}
