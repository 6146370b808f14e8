
using Heavytail.Layers;

namespace Heavytail.Analysis;

/// <summary>Adds up finished layers and tells the listener.</summary>
internal sealed class ProgressTracker
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly IProgress<AnalysisProgress>? _listener;
    private readonly int _total;
    private readonly double _totalCost;
    private int _done;
    private double _cost;

    public ProgressTracker(string path, LayerInventory plan, IProgress<AnalysisProgress>? listener)
    {
        _path = path;
        _listener = listener;
        _total = plan.Layers.Count;
        _totalCost = plan.Cost;
        _listener?.Report(new AnalysisProgress(path, null, 0, _total, 0, _totalCost));
    }

    public void Finish(Layer layer)
    {
        lock (_gate)
        {
            _done++;
            _cost += layer.Cost;
            _listener?.Report(new AnalysisProgress(_path, layer.Name, _done, _total, _cost, _totalCost));
        }
    }
}
