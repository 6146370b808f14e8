using Heavytail.Analysis;

namespace Heavytail;

/// <summary>A file could be read, and holds no layer that is to be analyzed; the message says what it holds.</summary>
public sealed class NothingToAnalyzeException : CheckpointException
{
    private NothingToAnalyzeException(string path, string problem, string? hint, string content)
        : base(path, null, problem, hint, null) => Content = content;

    /// <summary>What the file mostly holds instead of layers: <c>biases, norms and other vectors</c>.</summary>
    public string Content { get; }

    /// <summary>The error of an analysis without a layer; null where there are layers.</summary>
    public static NothingToAnalyzeException? Of(ModelAnalysis model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Layers.Count > 0)
        {
            return null;
        }

        string what = model.Skipped.Count == 0 ? "the file holds no tensor" : "the file holds " + string.Join(
            ", ", model.Skipped.GroupBy(tensor => tensor.Reason).OrderByDescending(group => group.Count())
                .Select(group => EmptyAnalysis.Count(group.Key, group.Count())));
        return new NothingToAnalyzeException(model.Path, $"nothing to analyze: {what}", EmptyAnalysis.Hint(model), EmptyAnalysis.Content(model));
    }
}
