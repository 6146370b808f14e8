namespace Heavytail;

/// <summary>Reports an analysis as progress, weighted by cost and not by count.</summary>
/// <param name="progress">Receives the progress at the start and after each layer.</param>
public sealed class ProgressObserver(IProgress<AnalysisProgress> progress) : IAnalysisObserver
{
    private AnalysisProgress _state = new("", null, 0, 0, 0, 0);

    /// <inheritdoc/>
    public void Started(string path, LayerInventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        _state = new AnalysisProgress(path, null, 0, inventory.Layers.Count, 0, inventory.Cost)
        {
            EstimatedSeconds = WorkEstimate.From(inventory).Seconds,
        };
        progress.Report(_state);
    }

    /// <inheritdoc/>
    public void LayerDone(LayerResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _state = _state with
        {
            Layer = result.Name,
            LayersDone = _state.LayersDone + 1,
            CostDone = _state.CostDone + result.Cost,
        };
        progress.Report(_state);
    }
}
