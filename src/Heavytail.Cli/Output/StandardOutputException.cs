namespace Heavytail.Cli.Output;

/// <summary>
/// Standard output is closed or full. It is no fault of the file whose results could not be written, and ends the work
/// where results go nowhere else.
/// </summary>
/// <param name="reason">What the write threw.</param>
internal sealed class StandardOutputException(Exception reason) : Exception(StandardStreams.Reason(reason), reason);
