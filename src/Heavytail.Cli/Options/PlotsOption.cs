using System.CommandLine;
using System.CommandLine.Completions;
using Heavytail.Cli.Plots;

namespace Heavytail.Cli.Options;

/// <summary>The options for a folder of figures.</summary>
/// <param name="description">What is drawn.</param>
internal sealed class PlotsOption(string description)
{
    private readonly Option<string?> _folder = new(FigureFolder.OptionName)
    {
        Description = description,
        HelpName = "DIR",
    };

    private readonly Option<string[]> _formats = new("--plots-format")
    {
        Description = $"Formats of --plots [default: {string.Join(',', FigureFormats.All)}]",
        HelpName = OptionRules.ListOf("FORMAT"),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        _folder.RefuseEmpty();
        _formats.CompletionSources.Add(_ => FigureFormats.All.Select(format => new CompletionItem(format)));
        command.Options.Add(_folder);
        command.Options.Add(_formats);
    }

    /// <summary>The folder and the formats; null where no folder is asked for.</summary>
    /// <exception cref="UsageException">There is no such format, or no folder.</exception>
    public (string Folder, IReadOnlyList<string> Formats)? Read(ParseResult parsed)
    {
        string[] named =
        [
            .. parsed.ListOf(_formats, "format", FigureFormats.All)
                .Select(format => OptionRules.Spelled(format, FigureFormats.All)),
        ];
        if (named.Except(FigureFormats.All).FirstOrDefault() is string unknown)
        {
            throw new UsageException(
                $"`{_formats.Name}`: no format is named `{unknown}`",
                $"formats are {string.Join(", ", FigureFormats.All)}");
        }

        return parsed.GetValue(_folder) is { } folder
            ? (folder, named.Length == 0 ? FigureFormats.All : [.. named.Distinct()])
            : named.Length == 0 ? null
            : throw new UsageException($"`{_formats.Name}` needs `{_folder.Name} DIR`");
    }
}
