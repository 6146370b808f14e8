using System.Globalization;
using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>
/// Models with layers that could not be analyzed. Their means are over fewer layers than those of others, and such a
/// network may not work at all.
/// </summary>
internal static class LeftOutNotes
{
    /// <summary>As many layers are named.</summary>
    private const int Named = 3;

    /// <summary>Whether every layer has its metrics.</summary>
    public static bool IsWhole(ModelAnalysis model) => !model.Layers.Any(layer => layer.Metrics.Status.IsError());

    /// <summary>How many layers are left out, and why; null where none is.</summary>
    public static string? RemarkOf(ModelAnalysis model) => IsWhole(model) ? null : Remark(model);

    /// <summary>The notes on models with layers left out; their remarks are filled in.</summary>
    public static IEnumerable<string> Find(IReadOnlyList<ModelAnalysis> models, string?[] remarks)
    {
        string means = models.Any(IsWhole)
            ? "Its means are over fewer layers than those of whole models, so it ranks behind them"
            : "Its means are over the other layers";
        var found = new List<(string Path, string Note)>();
        for (int i = 0; i < models.Count; i++)
        {
            if (!IsWhole(models[i]))
            {
                remarks[i] = Remark(models[i]);
                found.Add((
                    models[i].Path,
                    $"{TrendWords.Quote(models[i].Path)}: {remarks[i]}: {Layers(models[i])}. {means}: mend the file, "
                        + $"or leave the layer out of all models with `--layers '!{Failed(models[i])[0].Name}'`."));
            }
        }

        return NoteList.Of(found, "layers left out, too");
    }

    /// <summary>Counts by reason: <c>2 of 5 layers are left out (1 non-finite-weights and 1 unreadable)</c>.</summary>
    private static string Remark(ModelAnalysis model)
    {
        var failed = Failed(model);
        int all = model.Layers.Select(layer => layer.Name).Distinct().Count();
        var reasons = failed.GroupBy(layer => layer.Metrics.Status.Word()).ToArray();
        string reason = reasons.Length == 1
            ? reasons[0].Key
            : TrendWords.List([.. reasons.Select(group => $"{TrendWords.Count(group.Count())} {group.Key}")]);
        string verb = failed.Length == 1 ? "is" : "are";
        return string.Create(
            CultureInfo.InvariantCulture, $"{failed.Length} of {all} layers {verb} left out ({reason})");
    }

    private static string Layers(ModelAnalysis model) =>
        TrendWords.Few(Failed(model).Select(layer => layer.Name), Named);

    private static LayerAnalysis[] Failed(ModelAnalysis model) =>
        [.. model.Layers.Where(layer => layer.Metrics.Status.IsError()).DistinctBy(layer => layer.Name)];
}
