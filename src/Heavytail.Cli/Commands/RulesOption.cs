using System.CommandLine;
using Heavytail.Layers;
using Heavytail.Layers.Rules;

namespace Heavytail.Cli.Commands;

/// <summary><c>--rules FILE</c>: what tensors of some names are, where the file's own word and Heavytail's rules are wrong.</summary>
internal sealed class RulesOption
{
    private const long MaxBytes = 1 << 20;

    private readonly Option<string[]> _files = new("--rules")
    {
        Description = "Rules of your own for what tensors are, before Heavytail's; JSON, see docs/formats.md; may be given several times",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command) => command.Options.Add(_files);

    /// <summary>The rules of all files, in their order.</summary>
    /// <exception cref="UsageException">A file cannot be read, or holds no rules.</exception>
    public IReadOnlyList<UserRule> Read(ParseResult parsed) => [.. parsed.GetValue(_files)!.SelectMany(Read)];

    private static IReadOnlyList<UserRule> Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxBytes } file
                ? throw new UsageException($"`--rules {path}`: {file.Length:N0} bytes, at most {MaxBytes:N0} are read")
                : UserRules.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"`--rules {path}`: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}");
        }
        catch (FormatException e)
        {
            throw new UsageException($"`--rules {path}`: {e.Message}", "docs/formats.md has an example");
        }
    }
}
