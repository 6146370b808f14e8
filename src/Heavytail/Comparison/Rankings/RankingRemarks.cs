namespace Heavytail.Comparison.Rankings;

/// <summary>What keeps the place of a model from saying anything of its quality, whatever its place.</summary>
/// <param name="Short">For each model a remark, or null.</param>
/// <param name="Sentences">The remarks with their evidence.</param>
internal sealed record RankingRemarks(IReadOnlyList<string?> Short, IReadOnlyList<string> Sentences)
{
    /// <summary>Finds the remarks on candidates.</summary>
    /// <param name="candidates">The models that get a place.</param>
    /// <param name="models">All models.</param>
    /// <param name="layers">The metrics of the candidates.</param>
    public static RankingRemarks Of(
        IReadOnlyList<ModelAnalysis> candidates, IReadOnlyList<ModelAnalysis> models, LayerValues layers)
    {
        string?[] remarks = new string?[candidates.Count];
        string[] sentences =
        [
            .. LeftOutNotes.Find(candidates, remarks),
            .. UntrainedNotes.Find(models),
            .. CopyNotes.Find(candidates, layers, remarks),
        ];
        return new(remarks, sentences);
    }
}
