namespace Heavytail;

/// <summary>
/// What an analysis would take, from headers alone: an order of magnitude for one thread of a server core of 2023.
/// </summary>
/// <param name="Seconds">Seconds on one thread; several share the work of more than one layer well.</param>
/// <param name="Bytes">Memory of the layer that needs most, beside what the program itself takes.</param>
public sealed record WorkEstimate(double Seconds, long Bytes)
{
    /// <summary>The estimate of an inventory.</summary>
    public static WorkEstimate From(LayerInventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return new WorkEstimate(
            inventory.Tasks.Sum(task => task.Seconds),
            inventory.Tasks.Select(task => task.LeastBytes).DefaultIfEmpty().Max());
    }
}
