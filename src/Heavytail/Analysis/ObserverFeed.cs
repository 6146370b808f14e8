namespace Heavytail.Analysis;

/// <summary>Feeds an observer from any thread, one call at a time, in the order of its choice.</summary>
/// <param name="observer">The observer.</param>
internal sealed class ObserverFeed(IAnalysisObserver observer)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, LayerResult> _early = [];
    private int _next;

    public void Started(string path, LayerInventory inventory)
    {
        lock (_gate)
        {
            observer.Started(path, inventory);
        }
    }

    public void LayerComputed(LayerResult result) => observer.LayerComputed(result);

    public void LayerDone(LayerResult result)
    {
        lock (_gate)
        {
            if (!observer.InFileOrder)
            {
                observer.LayerDone(result);
                return;
            }

            _early.Add(result.Index, result);
            while (_early.Remove(_next, out var next))
            {
                _next++;
                observer.LayerDone(next);
            }
        }
    }

    public void Finished(ModelAnalysis model)
    {
        lock (_gate)
        {
            observer.Finished(model);
        }
    }
}
