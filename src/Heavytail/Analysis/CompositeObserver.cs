using Heavytail.Analysis;

namespace Heavytail;

/// <summary>Several observers of one analysis. Each sees layers in the order of its own choice.</summary>
/// <param name="observers">The observers.</param>
public sealed class CompositeObserver(params IReadOnlyList<IAnalysisObserver> observers) : IAnalysisObserver
{
    private ObserverFeed[] _feeds = [];

    /// <inheritdoc/>
    public void Started(string path, LayerInventory inventory)
    {
        // A feed remembers which layer is next, so each analysis has feeds of its own.
        _feeds = [.. observers.Select(observer => new ObserverFeed(observer))];
        foreach (var feed in _feeds)
        {
            feed.Started(path, inventory);
        }
    }

    /// <inheritdoc/>
    public void LayerComputed(LayerResult result)
    {
        foreach (var feed in _feeds)
        {
            feed.LayerComputed(result);
        }
    }

    /// <inheritdoc/>
    public void LayerDone(LayerResult result)
    {
        foreach (var feed in _feeds)
        {
            feed.LayerDone(result);
        }
    }

    /// <inheritdoc/>
    public void Finished(ModelAnalysis model)
    {
        foreach (var feed in _feeds)
        {
            feed.Finished(model);
        }
    }
}
