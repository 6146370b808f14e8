namespace Heavytail.Cli.Output;

/// <summary>How much is said beside the result.</summary>
internal enum Verbosity
{
    /// <summary>Nothing, not even errors: the exit code speaks.</summary>
    Silent,

    /// <summary>Errors.</summary>
    Quiet,

    /// <summary>Errors and progress.</summary>
    Normal,

    /// <summary>Errors, timings, every skipped tensor.</summary>
    Verbose,
}
