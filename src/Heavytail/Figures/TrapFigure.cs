using Heavytail.Traps;

namespace Heavytail.Figures;

/// <summary>A map of the entries that are traps.</summary>
internal static class TrapFigure
{
    public static FigureOrReason Draw(FigureInput input)
    {
        if (input.Traps is not { } traps)
        {
            return FigureOrReason.None("the weights were not searched for traps");
        }

        EntryTrap[] entries = [.. traps.Slices.SelectMany(slice => slice.Entries)];
        if (entries.Length == 0)
        {
            return FigureOrReason.None(traps.Count > 0
                ? "the only trap is the mean of the weights, which has no place"
                : "the layer has no correlation traps");
        }

        var layer = input.Row.Layer;
        var strongest = entries.MaxBy(entry => entry.Excess)!;
        return new Figure(
            "traps",
            FigureText.Of($"{input.Name}: {entries.Length} trapped {(entries.Length == 1 ? "entry" : "entries")}"),
            new FigureAxis("column (input)") { Range = (-0.5, layer.Columns - 0.5) },
            new FigureAxis("row (output)") { Range = (-0.5, layer.Rows - 0.5) })
        {
            Series =
            [
                new FigureSeries("trapped entries", FigureStyle.Points, FigureRole.Trap,
                [
                    .. entries.OrderByDescending(entry => entry.Excess).ThenBy(entry => entry.Place.InTensor)
                        .Select(entry => new FigurePoint(entry.Place.Column, entry.Place.Row)
                        {
                            Name = FigureText.Number(entry.Excess) + "×",
                        }),
                ]),
            ],
            Description = (entries.Length == 1
                    ? $"Where the trapped entry of {input.Name} lies in its "
                    : FigureText.Of($"Where the {entries.Length} trapped entries of {input.Name} lie in its "))
                + FigureText.Of($"{layer.Rows} rows and {layer.Columns} columns")
                + (layer.Rf > 1 && input.Row.Slice is null ? FigureText.Of($", all {layer.Rf} slices together") : "")
                + FigureText.Of($": the strongest, {FigureText.Number(strongest.Value)} at row {strongest.Place.Row} ")
                + FigureText.Of($"column {strongest.Place.Column}, is {FigureText.Number(strongest.Excess)} times its ")
                + FigureText.Of($"threshold; cause {traps.Cause.Word()}."),
        };
    }
}
