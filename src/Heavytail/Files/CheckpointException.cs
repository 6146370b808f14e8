namespace Heavytail;

/// <summary>A weight file could not be read; the message says what was found and what was expected.</summary>
public abstract class CheckpointException : HeavytailException
{
    private protected CheckpointException(string path, string? tensor, string problem, string? hint, Exception? inner)
        : base(tensor is null ? $"`{path}`: {problem}" : $"`{path}`: tensor `{tensor}`: {problem}", hint, inner)
    {
        Path = path;
        Tensor = tensor;
        Problem = problem;
    }

    /// <summary>The file at fault.</summary>
    public string Path { get; }

    /// <summary>The tensor at fault; null if it is the file as a whole.</summary>
    public string? Tensor { get; }

    /// <summary>What was found and what was expected, without file and tensor.</summary>
    public string Problem { get; }
}

/// <summary>The format of the file is not one that Heavytail reads.</summary>
public sealed class UnknownFormatException(string path, string problem, string? hint = null)
    : CheckpointException(path, null, problem, hint, null);

/// <summary>The format is known, and the file is damaged, hostile, or uses what is not supported.</summary>
public sealed class InvalidCheckpointException(
    string path, string? tensor, string problem, string? hint = null, Exception? inner = null)
    : CheckpointException(path, tensor, problem, hint, inner);
