namespace Heavytail;

/// <summary>How far an analysis has come, weighted by cost and not by count.</summary>
/// <param name="Path">The checkpoint.</param>
/// <param name="Layer">The layer just finished; null at the start.</param>
/// <param name="LayersDone">Layers finished.</param>
/// <param name="LayersTotal">Layers to analyze.</param>
/// <param name="CostDone">Multiply-adds done.</param>
/// <param name="CostTotal">Multiply-adds to do.</param>
public sealed record AnalysisProgress(
    string Path, string? Layer, int LayersDone, int LayersTotal, double CostDone, double CostTotal)
{
    /// <summary>What all layers would take on one thread, as an order of magnitude.</summary>
    public double EstimatedSeconds { get; init; }

    /// <summary>From 0 to 1.</summary>
    public double Fraction => CostTotal > 0 ? CostDone / CostTotal : 1;
}
