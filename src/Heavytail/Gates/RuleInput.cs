using System.IO.Enumeration;
using Heavytail.Layers;
using Heavytail.Reports;

namespace Heavytail.Gates;

/// <summary>What a rule judges: a model, and what it was before.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Model">The model.</param>
/// <param name="Before">The same model in the baseline; null without a baseline.</param>
internal sealed record RuleInput(GateRule Rule, ModelAnalysis Model, BaselineModel? Before)
{
    /// <summary>The rows of the layers that the rule judges, in file order.</summary>
    public IEnumerable<LayerAnalysis> Rows
    {
        get
        {
            if (Rule.Layers.Count == 0)
            {
                return Model.Layers;
            }

            var filter = new LayerFilter(Rule.Layers, 0, null, null) { Prefix = NamePrefix.Of(Model.AllLayers) };
            return Model.Layers.Where(row => filter.CheckName(row.Layer) is null);
        }
    }

    /// <summary>Whether the rule judges a layer that has no row: only its name is known.</summary>
    public bool Includes(string name)
    {
        string prefix = NamePrefix.Of(Model.AllLayers);
        string end = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        bool Matches(string pattern) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
            || FileSystemName.MatchesSimpleExpression(pattern, end, ignoreCase: false);
        var included = Rule.Layers.Where(LayerFilter.Includes).ToArray();
        return (included.Length == 0 || included.Any(Matches))
            && !Rule.Layers.Where(pattern => !LayerFilter.Includes(pattern)).Any(pattern => Matches(pattern[1..]));
    }

    /// <summary>The label of a row, with what it rests on.</summary>
    public LayerVerdict VerdictOf(LayerAnalysis row) => LayerVerdict.From(row, Model.Options.Method.Convention);

    /// <summary>The cell of a row in a column.</summary>
    public Cell CellOf(LayerAnalysis row, string column) =>
        LayerColumns.Select([column], Model.Options.Metrics)[0].Value(new LayerRow(Model, row));

    /// <summary>The number of a row in a column; null where it is missing or not finite.</summary>
    public double? NumberOf(LayerAnalysis row, string column)
    {
        var cell = CellOf(row, column);
        return (cell.Real ?? cell.Whole) is double number && double.IsFinite(number) ? number : null;
    }

    /// <summary>A finding about a layer.</summary>
    public GateFinding Of(LayerAnalysis row, string message) => new(Rule, Model.Path, message)
    {
        Layer = row.Name,
        Slice = row.Slice,
    };

    /// <summary>A finding about the model.</summary>
    public GateFinding Of(string message) => new(Rule, Model.Path, message);
}
