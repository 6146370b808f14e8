using System.CommandLine;

namespace Heavytail.Cli.Options;

/// <summary><c>--rules FILE</c>: the user's own rules for tensors that the built-in ones classify wrongly.</summary>
internal sealed class RulesOption
{
    private const long MaxBytes = 1 << 20;

    private readonly Option<string[]> _files = new("--rules")
    {
        Description =
            "Your own rules for classifying tensors, applied before the built-in ones; JSON, see docs/formats.md; "
            + "repeatable",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        _files.RefuseEmpty();
        command.Options.Add(_files);
    }

    /// <summary>The files.</summary>
    public IReadOnlyList<string> Files(ParseResult parsed) => parsed.GetValue(_files)!;

    /// <summary>The rules of all files, in their order.</summary>
    /// <exception cref="UsageException">A file cannot be read, or contains no rules.</exception>
    public IReadOnlyList<UserRule> Read(ParseResult parsed) => [.. parsed.GetValue(_files)!.SelectMany(Read)];

    private static IReadOnlyList<UserRule> Read(string path)
    {
        try
        {
            using var file = new FileStream(RegularFile.OpenRead(path), FileAccess.Read);
            using var text = new StreamReader(file);
            return file.Length > MaxBytes
                ? throw new UsageException($"`--rules {path}`: {file.Length:N0} bytes; the limit is {MaxBytes:N0}")
                : UserRules.Parse(text.ReadToEnd());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (string problem, string? hint) = e is FileNotFoundException or DirectoryNotFoundException
                ? MissingFile.Describe(path, isModel: false)
                : (e.Message, null);
            throw new UsageException($"`--rules {path}`: {problem}", hint);
        }
        catch (FormatException e)
        {
            throw new UsageException($"`--rules {path}`: {e.Message}", "docs/formats.md has an example");
        }
    }
}
