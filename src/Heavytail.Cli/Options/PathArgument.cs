using System.CommandLine;

namespace Heavytail.Cli.Options;

/// <summary>The weight files of a command.</summary>
internal sealed class PathArgument
{
    private readonly Argument<string[]> _paths;

    /// <param name="arity">The number of paths.</param>
    public PathArgument(ArgumentArity arity)
    {
        _paths = new Argument<string[]>("PATH")
        {
            Description = arity.MaximumNumberOfValues == 1
                ? "A weight file, or the folder of a model"
                : "Weight files, folders or globs; `-` reads paths from standard input, one per line",
            Arity = arity,
        };
        if (arity.MaximumNumberOfValues == 1)
        {
            // The parser makes no array of one value.
            _paths.CustomParser = static result => [.. result.Tokens.Select(token => token.Value)];
        }

        _paths.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError("a path is empty");
            }
        });
        _paths.RefuseOptions();
    }

    public void AddTo(Command command) => command.Arguments.Add(_paths);

    /// <exception cref="UsageException">A path is a pattern of layers.</exception>
    public string[] Read(ParseResult parsed)
    {
        StrayPatterns.Refuse(parsed);
        return parsed.GetValue(_paths) ?? [];
    }
}
