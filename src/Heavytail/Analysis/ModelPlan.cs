using Heavytail.Formats;
using Heavytail.Layers;
using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail.Analysis;

/// <summary>What an analysis of a checkpoint would do, from its headers alone: this is what <c>describe</c> shows.</summary>
/// <param name="Layers">The layers to analyze, in file order.</param>
/// <param name="Skipped">The other tensors, in file order, with the reason.</param>
public sealed record ModelPlan(IReadOnlyList<Layer> Layers, IReadOnlyList<SkippedTensor> Skipped)
{
    /// <summary>Sorts a checkpoint's tensors into layers and the rest.</summary>
    public static ModelPlan Of(Checkpoint checkpoint, AnalysisOptions options)
    {
        var filter = options.Filter();
        var layers = new List<Layer>();
        var skipped = new List<SkippedTensor>();
        foreach (var tensor in checkpoint.Tensors)
        {
            (var layer, var reason) = LayerDetector.Detect(tensor);
            reason ??= CheckConvention(layer!, options.Compatibility)
                ?? options.Convention.Skip(layer!)
                ?? filter.Check(layer!, options.Convention.EigenvalueCount(layer!))
                ?? LayerMemory.Check(checkpoint, layer!, options);
            if (reason is null)
            {
                layers.Add(layer!);
            }
            else
            {
                skipped.Add(reason);
            }
        }

        return new ModelPlan(layers, skipped);
    }

    /// <summary>Multiply-adds of all spectra.</summary>
    public double Cost => Layers.Sum(layer => layer.Cost);

    /// <summary>Numbers in all floating tensors of a checkpoint but running statistics, which are not trained.</summary>
    public static long CountParameters(Checkpoint checkpoint) => checkpoint.Tensors
        .Where(tensor => tensor.Type.IsRealFloat() && !IsRunningStatistic(tensor.Name))
        .Sum(tensor => tensor.Shape.ElementCount);

    private static bool IsRunningStatistic(string name) =>
        name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);

    private static SkippedTensor? CheckConvention(Layer layer, Compatibility compatibility) =>
        compatibility == Compatibility.WeightWatcher && layer.Kind is LayerKind.Conv1D or LayerKind.Conv3D
            ? new SkippedTensor(
                layer.Tensor, SkipReason.Convention, $"WeightWatcher 0.7.5.5 does not analyze {layer.Kind.Word()} layers")
            : null;
}
