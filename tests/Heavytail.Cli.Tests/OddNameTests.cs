using System.Text;
using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Names that hide, compute or mark up, in every output of every verb that has names of files in it.</summary>
public sealed class OddNameTests
{
    private const string Hidden = "a\u202eb\u2028c\u001b[2J\U000E0041\u0085\ufeffd";

    private const string Escaped = @"a\u202eb\u2028c\u001b[2J\U000e0041\u0085\ufeffd";

    private const string Formula = "=cmd|' /C calc'!A0";

    [Theory]
    [InlineData("analyze", "table")]
    [InlineData("analyze", "csv")]
    [InlineData("analyze", "markdown")]
    [InlineData("analyze", "json")]
    [InlineData("analyze", "jsonl")]
    [InlineData("describe", "table")]
    [InlineData("describe", "csv")]
    [InlineData("describe", "markdown")]
    [InlineData("describe", "json")]
    [InlineData("describe", "jsonl")]
    public void No_output_has_a_hidden_character(string verb, string format)
    {
        using var folder = new TempFolder();
        string model = Model(folder);
        string explain = verb == "analyze" ? "--explain-layers" : "--no-progress";
        var result = new Tool { Columns = 200 }.Start(verb, model, model + "\u202e", "-v", "-f", format, explain);
        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain((result.Output + result.Error).EnumerateRunes(), IsHidden);
        Assert.Contains("u202e`: no such file", result.Error, StringComparison.Ordinal);
        if (format.StartsWith("json", StringComparison.Ordinal))
        {
            Assert.Contains(Hidden + ".weight", Names(result.Output));
        }
        else
        {
            string expected = format switch
            {
                "markdown" => Escaped.Replace("\\", "\\\\", StringComparison.Ordinal),
                "table" => Escaped[..8], // long names are shortened in their middle
                _ => Escaped,
            };
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void Neither_have_files_of_eigenvalues(string extension)
    {
        using var folder = new TempFolder();
        string file = folder.File("s." + extension);
        Assert.Equal(0, Tool.Run("analyze", Model(folder), "--spectra", file, "--csv-safe", "always").ExitCode);
        string text = File.ReadAllText(file);
        Assert.DoesNotContain(text.EnumerateRunes(), IsHidden);
        if (extension == "jsonl")
        {
            Assert.Contains(Hidden, Names(text));
        }
        else
        {
            Assert.Contains(Escaped, text, StringComparison.Ordinal);
            Assert.Contains(",'" + Formula + ",", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("auto", false)]
    [InlineData("never", false)]
    [InlineData("always", true)]
    public void Formulas_in_csv_are_text_where_the_option_says_so(string when, bool expected)
    {
        using var folder = new TempFolder();
        string model = Model(folder);
        string file = folder.File("o.csv");
        var result = Tool.Run(
            "analyze", model, "-fcsv", "--columns", "name,log_norm", "-o", file, "--csv-safe", when);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(expected ? $"\n'{Formula}," : $"\n{Formula},", result.Output, StringComparison.Ordinal);
        Assert.Equal(result.Output, File.ReadAllText(file));
    }

    private static string Model(TempFolder folder) => new SampleFile()
        .Add(Hidden + ".weight", 20, 30).Add(Formula + ".weight", 20, 30).Add("| <b>[x](y)</b> |.weight", 20, 30)
        .Write(folder.File("m.safetensors"));

    private static bool IsHidden(Rune rune) =>
        rune.Value != '\n' && VisibleText.Escape(rune.ToString()) != rune.ToString();

    /// <summary>All texts of JSON, whatever they are of.</summary>
    private static List<string> Names(string json)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                names.Add(reader.GetString()!);
            }
        }

        return names;
    }
}
