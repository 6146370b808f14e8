using System.Collections.Concurrent;

namespace Heavytail.Cli.Commands.Report;

/// <summary>
/// The figures of layers as JSON, made while layers are done: only then are their eigenvalues in memory.
/// </summary>
/// <param name="options">What was asked for.</param>
/// <param name="models">Number of models of the page: they share its room.</param>
internal sealed class LayerFigureFeed(AnalysisOptions options, int models) : IAnalysisObserver
{
    private readonly ConcurrentDictionary<int, byte[][]> _made = new();
    private List<byte[]> _figures = [];
    private bool _isLarge;
    private int _points;

    public bool InFileOrder => true;

    public void Started(string path, LayerInventory inventory)
    {
        _figures = [];
        int layers = inventory.Layers.Count * models;
        _isLarge = layers > ModelPage.MostLayers;
        _points = ModelPage.PointsFor(layers);
    }

    public void LayerComputed(LayerResult result)
    {
        if (!_isLarge)
        {
            _made[result.Index] = [.. result.Rows.Select(row => ModelPage.FiguresOf(row, options, _points))];
        }
    }

    public void LayerDone(LayerResult result)
    {
        if (_made.TryRemove(result.Index, out byte[][]? figures))
        {
            _figures.AddRange(figures);
        }
    }

    /// <summary>The figures of the last model, by row; empty where it has too many layers for a page.</summary>
    public IReadOnlyList<byte[]> Take()
    {
        var figures = _figures;
        _figures = [];
        return figures;
    }
}
