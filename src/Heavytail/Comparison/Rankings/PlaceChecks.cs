using Heavytail.Comparison.Trends;
using Heavytail.Statistics;

namespace Heavytail.Comparison.Rankings;

/// <summary>
/// What speaks against each model as the first of those without a remark, in the order of the ranking. A model with a
/// remark is no rival of those behind it.
/// </summary>
/// <param name="Short">For each model of the ranking a remark, or null.</param>
/// <param name="Sentences">Notes on the first model, and on those that a recommendation passes over.</param>
/// <param name="Asides">Notes on others, which say nothing of the first one.</param>
internal sealed record PlaceChecks(
    IReadOnlyList<string?> Short, IReadOnlyList<string> Sentences, IReadOnlyList<string> Asides)
{
    /// <summary>As many models are named that are passed over.</summary>
    private const int Named = 3;

    /// <summary>Checks every model.</summary>
    /// <param name="models">All models, in the order of the ranking.</param>
    /// <param name="ranked">Their places.</param>
    /// <param name="isCopy">Whether a model has the spectra of another.</param>
    /// <param name="votes">The votes.</param>
    public static PlaceChecks Of(
        IReadOnlyList<ModelAnalysis> models,
        IReadOnlyList<RankedModel> ranked,
        IReadOnlyList<bool> isCopy,
        Votes votes)
    {
        string?[] remarks = [.. ranked.Select(model => model.Remark)];
        int[] candidates = [.. Enumerable.Range(0, models.Count).Where(i => remarks[i] is null && !isCopy[i])];
        if (TrainingOrder.Note([.. candidates.Select(i => models[i])], votes.Metrics) is string order)
        {
            return new([.. remarks.Select(remark => remark ?? TrainingOrder.Remark)], [order], []);
        }

        var notes = new List<string>();
        var passed = new List<string>();
        bool isFound = false;
        foreach (int i in candidates)
        {
            int[] rivals = [.. candidates.Where(k => remarks[k] is null)];
            if (rivals.Any(k => k != i && ranked[k].Place == ranked[i].Place)
                || Check(i, rivals, models, ranked, votes) is not { Length: > 0 } found)
            {
                isFound = true;
                continue;
            }

            remarks[i] = string.Join(" and ", found.Select(note => note.Short));
            if (i == 0)
            {
                notes.AddRange(found.Select(note => note.Sentence));
            }
            else if (!isFound && ranked[0].Remark is not null)
            {
                passed.Add($"{TrendWords.Quote(models[i].Path)} ({remarks[i]})");
            }
        }

        if (passed.Count > 0)
        {
            string[] named = passed.Count <= Named
                ? [.. passed]
                : [.. passed.Take(Named), $"{TrendWords.Count(passed.Count - Named)} more (`remark` in CSV and JSON)"];
            notes.Add($"as the first, {TrendWords.List(named)} would get a note too.");
        }

        return new(remarks, notes, [.. votes.ScaleHasSay ? [] : Behind(models, candidates, remarks)]);
    }

    /// <summary>Of models behind the first, those that are much smaller in every layer than all others.</summary>
    private static List<string> Behind(IReadOnlyList<ModelAnalysis> models, int[] candidates, string?[] remarks)
    {
        var asides = new List<string>();
        foreach (int i in candidates.Where(i => i > 0))
        {
            ModelAnalysis[] others = [.. candidates.Where(k => k != i).Select(k => models[k])];
            if (ScaleNotes.Smaller(models[i], others, scaleHasSay: false) is { } note)
            {
                asides.Add(note.Sentence);
                remarks[i] ??= note.Short;
            }
        }

        return asides;
    }

    private static ScaleNote[] Check(
        int model,
        int[] rivals,
        IReadOnlyList<ModelAnalysis> models,
        IReadOnlyList<RankedModel> ranked,
        Votes votes)
    {
        int position = Array.IndexOf(rivals, model);
        return
        [
            .. ScaleNotes.Of(
                models[model],
                [.. rivals.Where(k => k != model).Select(k => models[k])],
                votes.ScaleHasSay,
                [.. votes.Metrics.Select((metric, m) => (
                    metric,
                    MidRanks.Compute([.. rivals.Select(k => ranked[k].Ranks[m]!.Value)])[position]))]),
        ];
    }
}
