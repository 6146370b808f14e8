using System.Globalization;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>How often layers have which label.</summary>
internal sealed class LabelCounts
{
    private readonly int[] _counts = new int[Enum.GetValues<LayerLabel>().Length];

    public LabelCounts(IEnumerable<LayerAnalysis> rows)
    {
        foreach (var row in rows)
        {
            _counts[(int)LayerVerdict.From(row, Convention.WeightWatcher).Label]++;
        }
    }

    public int Total => _counts.Sum();

    public int this[LayerLabel label] => _counts[(int)label];

    /// <summary>The share of a label, in percent.</summary>
    public string Percent(LayerLabel label) => Percent(this[label]);

    /// <summary>The share of all labels but some, in percent.</summary>
    public string PercentBut(params LayerLabel[] labels) => Percent(Total - labels.Sum(label => this[label]));

    /// <summary>The number of layers of each other label, by its word.</summary>
    public string Others(params LayerLabel[] but) => string.Join(", ", Enum.GetValues<LayerLabel>()
        .Where(label => this[label] > 0 && !but.Contains(label))
        .Select(label => string.Create(
            CultureInfo.InvariantCulture,
            $"{this[label]} {(label == LayerLabel.None ? "without alpha" : label.Word())}")));

    private string Percent(int count) => (100.0 * count / Total).ToString("F1", CultureInfo.InvariantCulture);
}
