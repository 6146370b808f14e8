using System.Reflection;
using Heavytail.Analysis;
using Heavytail.Comparison.Published;
using Heavytail.Files;
using Heavytail.Spectra;

namespace Heavytail.Reports;

/// <summary>Everything that one command found: what every exporter writes.</summary>
/// <param name="Models">The analyzed models, in the order of the arguments.</param>
/// <param name="Errors">The files that could not be analyzed.</param>
public sealed record Report(IReadOnlyList<ModelAnalysis> Models, IReadOnlyList<ReportError> Errors)
{
    /// <summary>The version of the JSON form; raised when a reader of the old form would misread the new one.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The name that documents give as their maker.</summary>
    public const string ToolName = "heavytail";

    /// <summary>The version of the library that made it.</summary>
    public static string ToolVersion { get; } =
        typeof(Report).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    /// <summary>What was asked for: the options of the first model, unless given; a report without models needs them
    /// given.</summary>
    public AnalysisOptions Options { get; init; } = Models.Count > 0 ? Models[0].Options : new AnalysisOptions();

    /// <summary>What the models are placed among; null for nothing. Their convention has to be that of the corpus.</summary>
    public CorpusFamily? Among { get; init; }

    /// <summary>Where a model stands; null where it is not placed, for want of layers too.</summary>
    public Placement? PlacementOf(ModelAnalysis model) => Among is null || model.Summary.Layers == 0
        ? null
        : Percentiles.Place(SummaryCells.MeansOf(model.Summary), model.Options.Convention.Word(), Among);
}

/// <summary>A file, or a tensor of one, that could not be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensor">The tensor, where it is one.</param>
/// <param name="Message">What was found, and what was expected.</param>
/// <param name="Hint">The next step, where there is one.</param>
public sealed record ReportError(string Path, string? Tensor, string Message, string? Hint)
{
    /// <summary>The error of an exception.</summary>
    public static ReportError From(CheckpointException error) =>
        new(error.Path, error.Tensor, error.Problem, error.Hint);
}
