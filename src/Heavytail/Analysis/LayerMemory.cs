
using Heavytail.Formats;
using Heavytail.Layers;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>What a layer takes of <see cref="AnalysisOptions.Memory"/>.</summary>
internal static class LayerMemory
{
    public static SpectrumMemory Estimate(Checkpoint checkpoint, Layer layer, AnalysisOptions options) => SpectrumMemory.Estimate(
        layer,
        checkpoint.AccessTo(layer.Tensor, layer.Layout.View),
        LayerSpectrum.MethodFor(layer.Tensor.Type, options.Compatibility),
        options.Precision);

    /// <summary>Null when the layer fits on its own, else why it is skipped.</summary>
    public static SkippedTensor? Check(Checkpoint checkpoint, Layer layer, AnalysisOptions options)
    {
        long needed = Estimate(checkpoint, layer, options).Bytes(slicesAtOnce: 1);
        if (needed <= options.MemoryBudget)
        {
            return null;
        }

        string limit = options.Memory is long memory
            ? $"`Memory` = {ByteSize.AtMost(memory).Replace(" ", "", StringComparison.Ordinal)}"
            : $"{ByteSize.AtMost(options.MemoryBudget)}, three quarters of what there is; `Memory` sets another limit";
        return SkippedTensor.From(layer, SkipReason.Memory, $"needs {ByteSize.AtLeast(needed)}, above {limit}");
    }
}
