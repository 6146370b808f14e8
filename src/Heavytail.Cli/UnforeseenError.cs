namespace Heavytail.Cli;

/// <summary>The error of a file that failed in a way that nobody foresaw: it costs this file, and no other.</summary>
internal static class UnforeseenError
{
    public static InvalidCheckpointException From(string path, Exception e) => e is OutOfMemoryException
        ? new(path, null, "needs more memory than there is", "`--memory` and `--threads` limit what layers take", e)
        : new(
            path,
            null,
            $"internal: {e.GetType().Name}: {e.Message}",
            "this is a bug; run again with `-vv` and report the trace with the command",
            e);
}
