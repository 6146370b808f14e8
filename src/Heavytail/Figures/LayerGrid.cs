using System.Globalization;

namespace Heavytail;

/// <summary>Where a layer stands in a map of depth by kind.</summary>
/// <param name="Block">Index of its block, by depth.</param>
/// <param name="Kind">Index of its kind.</param>
public sealed record GridPlace(int Block, int Kind);

/// <summary>
/// The layers of a model by depth and kind. A block is what a name has up to its last number, a kind what follows:
/// <c>layers.3.attn.q_proj</c> is <c>attn.q_proj</c> of block <c>layers.3</c>. A layer whose name has no number, or
/// ends with it, is a block of its own, and its kind is its type. Slices are kinds of their own.
/// </summary>
public sealed class LayerGrid
{
    /// <summary>Kinds that a map has room for; of more, each layer's type is its kind.</summary>
    private const int MostKinds = 24;

    private LayerGrid(IReadOnlyList<string> blocks, IReadOnlyList<string> kinds, IReadOnlyList<GridPlace> places) =>
        (Blocks, Kinds, Places) = (blocks, kinds, places);

    /// <summary>The names of blocks, in the order of the file.</summary>
    public IReadOnlyList<string> Blocks { get; }

    /// <summary>The names of kinds, in the order in which they come first.</summary>
    public IReadOnlyList<string> Kinds { get; }

    /// <summary>The place of each row of the model.</summary>
    public IReadOnlyList<GridPlace> Places { get; }

    /// <summary>The map of some rows.</summary>
    /// <param name="rows">The rows, in the order of the file.</param>
    public static LayerGrid From(IReadOnlyList<LayerAnalysis> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var parts = rows.Select(Split).ToArray();
        bool byType = parts.Select(part => part.Kind).Distinct(StringComparer.Ordinal).Count() > MostKinds;
        var blocks = new Index();
        var kinds = new Index();
        return new LayerGrid(blocks.Names, kinds.Names,
        [
            .. rows.Select((row, k) => byType
                ? new GridPlace(blocks.Of(row.Name + SliceOf(row)), kinds.Of(row.Layer.Kind.Word()))
                : new GridPlace(blocks.Of(parts[k].Block), kinds.Of(parts[k].Kind))),
        ]);
    }

    private static (string Block, string Kind) Split(LayerAnalysis row)
    {
        string[] parts = row.Name.Split('.', '/');
        int last = Array.FindLastIndex(parts, part => part.Length > 0 && part.All(char.IsAsciiDigit));
        var (block, kind) = last < 0 || last == parts.Length - 1
            ? (row.Name, row.Layer.Kind.Word())
            : (string.Join('.', parts[..(last + 1)]), string.Join('.', parts[(last + 1)..]));
        return (block, kind + SliceOf(row));
    }

    private static string SliceOf(LayerAnalysis row) => row.Slice is int slice
        ? string.Create(CultureInfo.InvariantCulture, $" slice {slice}")
        : "";

    private sealed class Index
    {
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
        private readonly List<string> _names = [];

        public IReadOnlyList<string> Names => _names;

        public int Of(string name)
        {
            if (!_places.TryGetValue(name, out int place))
            {
                place = _names.Count;
                _places.Add(name, place);
                _names.Add(name);
            }

            return place;
        }
    }
}
