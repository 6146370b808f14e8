namespace Heavytail.Cli.Commands;

/// <summary>Errors about <c>--layers</c>: one for a pattern, however many models there are.</summary>
internal static class Patterns
{
    /// <summary>Whether a model has layers, and the patterns leave all of them out.</summary>
    public static bool LeaveNothing(ModelAnalysis model) =>
        model.Layers.Count == 0 && model.Skipped.Any(tensor => tensor.Reason == SkipReason.Excluded);

    /// <summary>Reports the patterns that match no layer of any model, and the models that have nothing else.</summary>
    /// <returns>Whether there is no such pattern; models without layers are remembered as errors of theirs.</returns>
    public static bool Check(IReadOnlyList<ModelAnalysis> models, LayerSelection selection, Session session)
    {
        var unmatched = selection.Unmatched(models);
        Complain(unmatched, session);
        ModelAnalysis[] empty = [.. models.Where(LeaveNothing)];
        bool areExplained = unmatched.Count > 0 && unmatched.Count == selection.Layers.Count(IsInclusion);
        if (empty.Length > 0 && !areExplained)
        {
            session.Complain(empty is [var only] && models.Count == 1
                ? NothingToAnalyzeException.Of(only)!
                : new UsageException(
                    $"`--layers` leaves no layer in {empty.Length} of {models.Count} files, such as `{empty[0].Path}`",
                    NothingToAnalyzeException.Of(empty[0])!.Hint));
        }

        return unmatched.Count == 0;
    }

    /// <summary>Reports patterns that match no layer.</summary>
    /// <returns>Whether there is none.</returns>
    public static bool Complain(IReadOnlyList<UnknownNameException> unmatched, Session session)
    {
        foreach (var error in unmatched)
        {
            session.Complain(error);
        }

        return unmatched.Count == 0;
    }

    private static bool IsInclusion(string pattern) => !pattern.StartsWith('!');
}
