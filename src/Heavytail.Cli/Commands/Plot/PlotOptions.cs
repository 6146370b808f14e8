using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Heavytail.Cli.Options;
using Heavytail.Cli.Plots;

namespace Heavytail.Cli.Commands.Plot;

/// <summary>The options of what is drawn, and where it goes.</summary>
internal sealed class PlotOptions
{
    private const string StandardOutput = "-";
    private const double MostInches = 100;
    private const double LeastInches = 0.5;

    private readonly Option<string[]> _kinds = new("--kind")
    {
        Description = "Figures: " + string.Join("; ", LayerFigures.Kinds.Select(kind =>
            $"{kind} ({LayerFigures.Explain(kind)})")) + $" [default: {LayerFigures.Kinds[0]}]",
        HelpName = OptionRules.ListOf("KIND"),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> _slice = new("--slice")
    {
        Description = "The slice, from 0, where each slice of a layer has a row of its own",
        HelpName = "N",
    };

    private readonly Option<string?> _file = new("--output", "-o")
    {
        Description = "Write an image: FILE.png or FILE.svg; `-` is standard output, which gets text",
        HelpName = "FILE",
    };

    private readonly Option<ImageSize?> _size = new("--size")
    {
        Description = "Size of an image: inches (PNG of 300 pixels to the inch), or pixels such as 1200x900px "
            + "[default: 3.4x2.6in, a column of a paper]",
        HelpName = "WxH",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Parse(text) is { } size)
            {
                return size;
            }

            result.AddError(string.Create(
                CultureInfo.InvariantCulture,
                $"`--size {text}`: expected WxH from {LeastInches} to {MostInches} inches, "
                    + $"such as 3.4x2.6in or 800x600px"));
            return null;
        },
    };

    private readonly Option<double?> _fontSize = FontSizeOption.Create("an image");

    public void AddTo(Command command)
    {
        _kinds.CompletionSources.Add(_ => LayerFigures.Kinds.Append(MeasureCatalog.AllName)
            .Select(kind => new CompletionItem(kind)));
        _file.RefuseEmpty();
        _slice.Validators.Add(result =>
        {
            if (result.GetValue(_slice) < 0)
            {
                result.AddError("`--slice`: expected 0 or a positive integer");
            }
        });
        foreach (Option option in new Option[] { _slice, _kinds, _file, _size, _fontSize })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The kinds that are asked for.</summary>
    /// <exception cref="UsageException">There is no such kind.</exception>
    public IReadOnlyList<string> Kinds(ParseResult parsed)
    {
        string[] known = [.. LayerFigures.Kinds, MeasureCatalog.AllName];
        string[] named = [.. parsed.ListOf(_kinds, "figure", known).Select(kind => OptionRules.Spelled(kind, known))];
        return named.Except(known).FirstOrDefault() is string unknown
            ? throw new UsageException(
                $"`{_kinds.Name}`: no figure is named `{unknown}`",
                Spelling.DidYouMean(unknown, known) ?? $"the figures are {string.Join(", ", known)}")
            : named.Length == 0 ? [LayerFigures.Kinds[0]]
            : named.Contains(MeasureCatalog.AllName) ? LayerFigures.Kinds
            : [.. named.Distinct()];
    }

    /// <summary>Columns whose measures a figure needs beside those of every analysis.</summary>
    public static IReadOnlyList<string> Columns(IReadOnlyList<string> kinds) =>
    [
        .. kinds.Contains(LayerFigures.Vectors) ? ["num_localized"] : Array.Empty<string>(),
        .. kinds.Contains(LayerFigures.Determinant) ? ["delta_lambda_min"] : Array.Empty<string>(),
    ];

    /// <summary>The slice; null where none is asked for.</summary>
    public int? Slice(ParseResult parsed) => parsed.GetValue(_slice);

    /// <summary>The image file; null for text on standard output.</summary>
    /// <exception cref="UsageException">Its extension is unknown, or it cannot hold all figures.</exception>
    public (string Path, string Format)? File(ParseResult parsed, int figures)
    {
        if (parsed.GetValue(_file) is not string path || path == StandardOutput)
        {
            return null;
        }

        string extension = System.IO.Path.GetExtension(path);
        string format = extension.TrimStart('.').ToLowerInvariant();
        if (!FigureFormats.All.Contains(format))
        {
            string[] known = [.. FigureFormats.All.Select(name => "." + name)];
            string problem = extension.Length == 0
                ? "the file has no extension" : $"unknown extension `{extension}`";
            throw new UsageException(
                $"`{_file.Name} {path}`: {problem}",
                Spelling.DidYouMean(extension, known) ?? $"extensions are {string.Join(", ", known)}");
        }

        return figures == 1 ? (path, format) : throw new UsageException(
            $"`{_file.Name} {path}`: an image has one figure, and `{_kinds.Name}` names {figures}",
            "`heavytail analyze` with `--plots DIR` writes a file for each figure");
    }

    /// <summary>The size of an image.</summary>
    public ImageStyle Style(ParseResult parsed)
    {
        var column = ImageStyle.Column;
        var style = parsed.GetValue(_size) is { } size
            ? column with { Width = size.Width, Height = size.Height, PixelsPerInch = size.PixelsPerInch }
            : column;
        return style with { FontSize = parsed.GetValue(_fontSize) ?? column.FontSize };
    }

    private static ImageSize? Parse(string text)
    {
        bool isPixels = text.EndsWith("px", StringComparison.OrdinalIgnoreCase);
        string numbers = isPixels || text.EndsWith("in", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        double[] sizes =
        [
            .. numbers.Split('x', 'X').Select(part =>
                double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                    ? number / (isPixels ? ImageStyle.UnitsPerInch : 1) : 0),
        ];
        return sizes.Length == 2 && sizes.All(size => size is >= LeastInches and <= MostInches)
            ? new ImageSize(
                sizes[0], sizes[1], isPixels ? ImageStyle.UnitsPerInch : ImageStyle.Column.PixelsPerInch)
            : null;
    }

    /// <summary>A size that was given.</summary>
    /// <param name="Width">Inches.</param>
    /// <param name="Height">Inches.</param>
    /// <param name="PixelsPerInch">Pixels of an inch.</param>
    private sealed record ImageSize(double Width, double Height, double PixelsPerInch);
}
