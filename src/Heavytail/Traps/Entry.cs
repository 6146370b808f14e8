namespace Heavytail.Traps;

/// <summary>An entry of a matrix.</summary>
/// <param name="Value">The weight.</param>
/// <param name="Index">Its index in the order of reading of its slice.</param>
internal readonly record struct Entry(double Value, long Index);
