using System.CommandLine;
using System.CommandLine.Parsing;

namespace Heavytail.Cli.Options;

/// <summary>
/// Patterns of layers among the paths: <c>--layers</c> has one value, and what follows it is a path. An option of many
/// values would take the paths instead.
/// </summary>
internal static class StrayPatterns
{
    private const string Layers = "--layers";

    private static readonly char[] s_wildcards = ['*', '?', '['];

    /// <summary>Refuses a pattern that stands right behind the one of <c>--layers</c>.</summary>
    /// <exception cref="UsageException">There is one.</exception>
    public static void Refuse(ParseResult parsed)
    {
        IReadOnlyList<Token> tokens = parsed.Tokens;
        bool hasPath = tokens.Any(token => token.Type == TokenType.Argument && Path.Exists(token.Value));
        for (int i = 0; i + 2 < tokens.Count; i++)
        {
            if (tokens[i] is not { Type: TokenType.Option, Value: Layers })
            {
                continue;
            }

            string[] stray =
            [
                .. tokens.Skip(i + 2).TakeWhile(token => token.Type == TokenType.Argument)
                    .Select(token => token.Value).TakeWhile(word => IsPattern(word, hasPath)),
            ];
            if (stray.Length > 0)
            {
                string repeated = string.Concat(stray.Select(word => $" {Layers} '{word}'"));
                throw new UsageException(
                    $"`{stray[0]}`: {Layers} has one pattern, and no file matches this second one",
                    $"repeat `{Layers}` for each pattern: `{Layers} '{tokens[i + 1].Value}'{repeated}`");
            }
        }
    }

    private static bool IsPattern(string word, bool hasPath) =>
        !Path.Exists(word) && !word.Contains('/', StringComparison.Ordinal) && !IsWeightFile(word)
        && (word.StartsWith('!') || (word.IndexOfAny(s_wildcards) >= 0
            ? !HasMatch(word)
            : hasPath && word.Length > 1 && !Path.HasExtension(word)));

    private static bool HasMatch(string glob)
    {
        bool isFound = true;
        InputPaths.Expand([glob], TextReader.Null, _ => isFound = false);
        return isFound;
    }

    /// <summary>Whether a glob was meant for files.</summary>
    private static bool IsWeightFile(string glob) => Path.GetExtension(glob).ToLowerInvariant() is
        ".safetensors" or ".pt" or ".pth" or ".bin" or ".ckpt" or ".onnx" or ".pb" or ".tflite" or ".h5" or ".hdf5"
        or ".keras" or ".gguf" or ".msgpack" or ".npy" or ".npz";
}
