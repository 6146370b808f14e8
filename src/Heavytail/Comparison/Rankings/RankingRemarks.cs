namespace Heavytail.Comparison.Rankings;

/// <summary>What keeps the place of a model from saying anything of its quality, whatever its place.</summary>
/// <param name="Short">For each model a remark, or null.</param>
/// <param name="CopyOf">For each model with the spectra of an earlier one, the index of that one; else null.</param>
/// <param name="Sentences">The remarks with their evidence.</param>
internal sealed record RankingRemarks(
    IReadOnlyList<string?> Short, IReadOnlyList<int?> CopyOf, IReadOnlyList<string> Sentences)
{
    public static RankingRemarks Of(IReadOnlyList<ModelAnalysis> models)
    {
        string?[] remarks = new string?[models.Count];
        int?[] copyOf = new int?[models.Count];
        string[] sentences =
        [
            .. LeftOutNotes.Find(models, remarks),
            .. UntrainedNotes.Find(models, remarks),
            .. CopyNotes.Find(models, remarks, copyOf),
        ];
        return new(remarks, copyOf, sentences);
    }
}
