namespace Heavytail;

/// <summary>What one value of a report is.</summary>
/// <param name="Name">Its name, as reports spell it.</param>
/// <param name="Title">A title of a few words.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Formula">How it is computed, and what differs under WeightWatcher's compatibility.</param>
/// <param name="Reading">What it says, and what it does not.</param>
/// <param name="Source">The paper or program that it comes from.</param>
/// <param name="Conventions">What differs in the historical conventions; null where nothing does.</param>
public sealed record MetricText(
    string Name,
    string Title,
    string Definition,
    string Formula,
    string Reading,
    string Source,
    string? Conventions = null);
