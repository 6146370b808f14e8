namespace Heavytail;

/// <summary>
/// Sees an analysis while it runs: a progress bar, a stream of JSON lines, a live page. It is called by one thread at a
/// time, <see cref="LayerComputed"/> excepted, and sees every layer once.
/// </summary>
public interface IAnalysisObserver
{
    /// <summary>
    /// Whether <see cref="LayerDone"/> is called in file order, each layer when all before it are done; else as
    /// layers are done.
    /// </summary>
    bool InFileOrder => false;

    /// <summary>The work is known and has not begun.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="inventory">Its layers.</param>
    void Started(string path, LayerInventory inventory)
    {
    }

    /// <summary>
    /// A layer was computed; called by the thread that computed it, while others compute or call this. It is the place
    /// for work that takes long. <see cref="LayerDone"/> follows, in its order.
    /// </summary>
    void LayerComputed(LayerResult result)
    {
    }

    /// <summary>A layer is done.</summary>
    void LayerDone(LayerResult result)
    {
    }

    /// <summary>All layers are done.</summary>
    void Finished(ModelAnalysis model)
    {
    }
}

/// <summary>What came out of a layer.</summary>
/// <param name="Index">Its position among the layers to analyze, from 0.</param>
/// <param name="Rows">The layer, or each of its slices where the convention keeps them apart.</param>
/// <param name="Cost">The multiply-adds that it took.</param>
public sealed record LayerResult(int Index, IReadOnlyList<LayerAnalysis> Rows, double Cost)
{
    /// <summary>The name of the layer.</summary>
    public string Name => Rows[0].Name;
}
