
using Heavytail.Formats;
using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail.Analysis;

/// <summary>What an analysis of a checkpoint would do, from its headers alone: this is what <c>describe</c> shows.</summary>
/// <param name="Decisions">What each tensor is, and by which rule, in file order.</param>
/// <param name="Layers">The layers to analyze, in file order.</param>
/// <param name="Skipped">The other tensors, and layers that are left out, in file order, with the reason.</param>
public sealed record LayerInventory(
    IReadOnlyList<LayerDecision> Decisions, IReadOnlyList<Layer> Layers, IReadOnlyList<SkippedTensor> Skipped)
{
    /// <summary>Sorts a checkpoint's tensors into layers and the rest.</summary>
    public static LayerInventory From(Checkpoint checkpoint, AnalysisOptions options)
    {
        var filter = options.Filter();
        var decisions = LayerDetector.Decide(checkpoint, options.LayerOptions);
        var layers = new List<Layer>();
        var skipped = new List<SkippedTensor>();
        foreach (var decision in decisions)
        {
            if (decision.Skipped is { } nothing)
            {
                skipped.Add(nothing);
            }

            foreach (var layer in decision.Layers)
            {
                var reason = CheckConvention(layer, options)
                    ?? options.Convention.Skip(layer)
                    ?? filter.Check(layer, options.Convention.EigenvalueCount(layer))
                    ?? LayerMemory.Check(checkpoint, layer, options);
                if (reason is null)
                {
                    layers.Add(layer);
                }
                else
                {
                    skipped.Add(reason);
                }
            }
        }

        return new LayerInventory(decisions, layers, skipped);
    }

    /// <summary>Multiply-adds of all spectra.</summary>
    public double Cost => Layers.Sum(layer => layer.Cost);

    /// <summary>Numbers in all floating tensors of a checkpoint but running statistics, which are not trained, and scales of others.</summary>
    public static long CountParameters(Checkpoint checkpoint) => checkpoint.Tensors
        .Where(tensor => tensor.Type.IsRealFloat() && tensor.TiedTo is null && !tensor.IsCompanion && !IsRunningStatistic(tensor.Name))
        .Sum(tensor => tensor.Shape.ElementCount);

    private static bool IsRunningStatistic(string name) =>
        name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);

    /// <summary>WeightWatcher knows two kinds of layers that its own rules would not call dense or conv2d.</summary>
    private static SkippedTensor? CheckConvention(Layer layer, AnalysisOptions options) =>
        options.Compatibility == Compatibility.WeightWatcher
        && layer.Kind is LayerKind.Conv1D or LayerKind.Conv3D or LayerKind.TransposedConv1D or LayerKind.TransposedConv3D
            or LayerKind.DepthwiseConv1D or LayerKind.DepthwiseConv3D
            ? SkippedTensor.From(
                layer, SkipReason.Convention, $"WeightWatcher 0.7.5.5 does not analyze {layer.Kind.Word()} layers")
            : null;
}
