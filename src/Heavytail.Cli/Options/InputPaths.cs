using Microsoft.Extensions.FileSystemGlobbing;

namespace Heavytail.Cli.Options;

/// <summary>Arguments → the checkpoints they stand for, in the order of the arguments, each once.</summary>
internal static class InputPaths
{
    private static readonly char[] s_wildcards = ['*', '?'];

    /// <summary>
    /// Files stay as they are; folders and globs become their weight files, <c>-</c> the lines of the input.
    /// </summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="input">The input that <c>-</c> reads.</param>
    /// <param name="fail">Receives the error of a folder or glob without weight files; the others are expanded.</param>
    public static IReadOnlyList<string> Expand(
        IEnumerable<string> arguments, TextReader input, Action<CheckpointException> fail)
    {
        var paths = new List<string>();
        bool failed = false;
        foreach (string argument in arguments.SelectMany(argument => argument == "-" ? ReadLines(input) : [argument]))
        {
            try
            {
                paths.AddRange(ExpandOne(argument, Fail));
            }
            catch (CheckpointException error)
            {
                Fail(error);
            }
        }

        if (paths.Count == 0 && !failed)
        {
            Fail(new UnknownFormatException("-", "standard input names no file"));
        }

        return [.. paths.Distinct(StringComparer.Ordinal)];

        void Fail(CheckpointException error)
        {
            failed = true;
            fail(error);
        }
    }

    /// <exception cref="UsageException">The input is no text: a weight file in the place of its path.</exception>
    private static IEnumerable<string> ReadLines(TextReader input)
    {
        for (string? line = input.ReadLine(); line is not null; line = input.ReadLine())
        {
            if (line.AsSpan().IndexOfAny('\0', '\u0001', '\u0002') >= 0)
            {
                throw new UsageException(
                    "standard input holds binary data: `-` reads paths, one a line",
                    "give the path of the weight file instead of its bytes");
            }

            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Path.Exists(line) || !Path.Exists(line.Trim()) ? line : line.Trim();
            }
        }
    }

    private static IReadOnlyList<string> ExpandOne(string argument, Action<CheckpointException> fail)
    {
        if (argument.Contains('\0', StringComparison.Ordinal))
        {
            throw new UnknownFormatException(argument, "no file has a NUL character in its name");
        }

        if (RegularFile.IsFolder(argument))
        {
            bool isListed = true;
            var found = CheckpointFinder.Find(argument, error =>
            {
                isListed = false;
                fail(error);
            });
            return found.Count > 0 || !isListed
                ? found
                : throw new UnknownFormatException(
                    argument,
                    "the folder contains no weight file", FolderContents.Hint(argument));
        }

        // An address may have a question mark; opening it says what to do.
        return File.Exists(argument)
            || argument.IndexOfAny(s_wildcards) < 0
            || argument.Contains("://", StringComparison.Ordinal)
            ? [argument]
            : ExpandGlob(argument);
    }

    /// <summary>Shells of Windows leave globs to the program, and quotes do everywhere.</summary>
    private static string[] ExpandGlob(string glob)
    {
        string normal = glob.Replace('\\', '/');
        string[] found = Matches(normal);
        return found.Length > 0
            ? found
            : throw new UnknownFormatException(
                glob,
                "the glob matches no file",
                MissingFile.DescribeGlob(normal, other => Matches(other).Length));
    }

    private static string[] Matches(string normal)
    {
        int wildcard = normal.IndexOfAny(s_wildcards);
        if (wildcard < 0)
        {
            return File.Exists(normal) ? [normal] : [];
        }

        int split = normal.LastIndexOf('/', wildcard) + 1;
        string folder = split == 0 ? "." : normal[..split];
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(normal[split..]);
        return Directory.Exists(folder)
            ? [.. matcher.GetResultsInFullPath(folder)
                .Select(path => Path.GetRelativePath(folder, path))
                .Select(path => split == 0 ? path : Path.Combine(folder, path))
                .Order(NaturalOrder.Instance)]
            : [];
    }
}
