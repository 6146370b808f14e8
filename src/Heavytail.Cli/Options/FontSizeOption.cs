using System.CommandLine;
using System.Globalization;
using Heavytail.Cli.Plots;

namespace Heavytail.Cli.Options;

/// <summary>The option for the size of text in images.</summary>
internal static class FontSizeOption
{
    private const int Least = 1;
    private const int Most = 100;

    /// <summary>The option.</summary>
    /// <param name="images">Whose text it is.</param>
    public static Option<double?> Create(string images) => new("--font-size")
    {
        Description = $"Size of the text of {images}, in points [default: {ImageStyle.Column.FontSize}]",
        HelpName = "POINTS",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double size)
                && size is >= Least and <= Most)
            {
                return size;
            }

            result.AddError($"`--font-size {text}`: expected points from {Least} to {Most}");
            return null;
        },
    };
}
