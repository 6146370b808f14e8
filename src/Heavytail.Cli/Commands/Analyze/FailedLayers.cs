using System.Globalization;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>The layers of a model that have no alpha though they should, in a few words.</summary>
internal static class FailedLayers
{
    private const int Named = 3;

    /// <summary><c>fc1: 1 NaN and 0 infinite weights; and 2 more layers</c>.</summary>
    public static string Of(ModelAnalysis model) =>
        Of(model, status => status is not (LayerStatus.Success or LayerStatus.TooSmall));

    /// <summary>The error of a model whose layers could not be analyzed; null where all could.</summary>
    public static InvalidCheckpointException? ErrorOf(ModelAnalysis model)
    {
        int failed = model.Layers.Count(layer => layer.Metrics.Status.IsError());
        return failed == 0 ? null : new InvalidCheckpointException(
            model.Path, null, string.Create(
                CultureInfo.InvariantCulture, $"no metrics for {failed} of {Phrases.Counted(model.Summary)}: ")
            + Of(model, status => status.IsError()));
    }

    private static string Of(ModelAnalysis model, Predicate<LayerStatus> isNamed)
    {
        var layers = model.Layers.Where(layer => isNamed(layer.Metrics.Status)).ToArray();
        var named = layers.Take(Named).Select(layer => $"{layer.Name}: {layer.Note ?? layer.Metrics.Status.Word()}");
        string more = layers.Length > Named ? $"; and {Phrases.Count(layers.Length - Named, "more layer")}" : "";
        return string.Join("; ", named) + more;
    }
}
