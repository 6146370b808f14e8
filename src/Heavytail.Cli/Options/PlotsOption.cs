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

    private readonly Option<double?> _fontSize = FontSizeOption.Create("the images of --plots");

    public void AddTo(Command command)
    {
        _folder.RefuseEmpty();
        _formats.CompletionSources.Add(_ => FigureFormats.All.Select(format => new CompletionItem(format)));
        command.Options.Add(_folder);
        command.Options.Add(_formats);
        command.Options.Add(_fontSize);
    }

    /// <summary>The folder and its images; null where no folder is asked for.</summary>
    /// <exception cref="UsageException">There is no such format, or no folder.</exception>
    public PlotsRequest? Read(ParseResult parsed)
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

        double? points = parsed.GetValue(_fontSize);
        if (parsed.GetValue(_folder) is { } folder)
        {
            return new PlotsRequest(
                folder,
                named.Length == 0 ? FigureFormats.All : [.. named.Distinct()],
                ImageStyle.Column with { FontSize = points ?? ImageStyle.Column.FontSize });
        }

        string? alone = named.Length > 0 ? _formats.Name : points is not null ? _fontSize.Name : null;
        return alone is null ? null : throw new UsageException($"`{alone}` needs `{_folder.Name} DIR`");
    }
}
