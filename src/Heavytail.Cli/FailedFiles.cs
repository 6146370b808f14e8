using System.Collections.Immutable;
using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli;

/// <summary>The files of a run that could not be read, or have no layer: what is said of them, and when.</summary>
/// <param name="remarks">Says it.</param>
/// <param name="verbosity">How much is said.</param>
internal sealed class FailedFiles(Remarks remarks, Verbosity verbosity)
{
    /// <summary>From this number on, the end says how many files failed.</summary>
    private const int ManyFiles = 10;

    private readonly List<NothingToAnalyzeException> _empty = [];
    private ImmutableArray<ReportError> _errors = []; // an interrupt may read it meanwhile

    /// <summary>How many files the run reads.</summary>
    public int Expected { get; set; }

    /// <summary>The errors so far.</summary>
    public ImmutableArray<ReportError> Errors => _errors;

    /// <summary>Whether a message for each file would hide the result.</summary>
    public bool AreMany => Expected >= ManyFiles && verbosity != Verbosity.Verbose;

    /// <summary>Remembers an error for the result.</summary>
    public void Remember(CheckpointException error) => _errors = _errors.Add(Flags.In(ReportError.From(error)));

    /// <summary>Remembers that a file has no layer, and says so; of many files the end does.</summary>
    public void Add(NothingToAnalyzeException error)
    {
        Remember(error);
        if (AreMany)
        {
            _empty.Add(error);
        }
        else
        {
            remarks.Complain(error);
        }
    }

    /// <summary>Of many files, those that failed stand far above the end of the output.</summary>
    public void SumUp()
    {
        if (_empty.Count > 0)
        {
            var kinds = _empty.GroupBy(error => error.Content).OrderByDescending(kind => kind.Count()).Select(kind =>
                $"{Phrases.Count(kind.Count(), "file")} with {kind.Key}, such as `{kind.First().Path}`");
            remarks.Complain(new UsageException(
                $"nothing to analyze in {Phrases.Count(_empty.Count, "file")}: {string.Join("; ", kinds)}",
                "-v says it of each, and JSON has them under `errors`"));
        }

        int failed = _errors.Select(error => error.Path).Distinct().Count();
        if (failed > 0 && Expected >= ManyFiles)
        {
            remarks.Note(string.Create(
                CultureInfo.InvariantCulture, $"errors in {failed} of {Expected} files"));
        }
    }
}
