using Heavytail.Cli.Web;

namespace Heavytail.Cli.Commands.Report;

/// <summary>Writes the page of each layer when the layer is done.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="folder">The folder of the report.</param>
/// <param name="model">The number of the model, from 0.</param>
internal sealed class LayerPageFeed(AnalysisOptions options, ReportFolder folder, int model) : IAnalysisObserver
{
    public bool InFileOrder => true;

    public void Started(string path, LayerInventory inventory)
    {
        bool pools = options.Method.Convention.PoolsSlices;
        folder.Begin(model, path, inventory.Layers.Sum(layer => pools ? 1 : layer.Rf));
    }

    public void LayerDone(LayerResult result)
    {
        foreach (var row in result.Rows)
        {
            folder.Add(row, options);
        }
    }
}
