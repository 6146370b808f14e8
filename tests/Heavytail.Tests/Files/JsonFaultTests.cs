using System.Text;
using System.Text.Json;
using Heavytail.Files.Json;
using Xunit;

namespace Heavytail.Tests.Files;

/// <summary>Broken JSON is described by place, by what was found and what was expected, in plain English.</summary>
public sealed class JsonFaultTests
{
    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(" \n ", "it is empty")]
    [InlineData("{", "line 1: the text ends before its object is closed")]
    [InlineData("{\n  \"r\": 8,\n", "line 2: the text ends before its object is closed")]
    [InlineData("{\"a\": [1, 2", "line 1: the text ends before its list is closed")]
    [InlineData("{\"a\": \"b", "line 1: the text ends within a quoted text")]
    [InlineData("{\n  \"r\": }", "line 2, column 8: found `}` where a value was expected")]
    [InlineData("{\n  r: 8}", "line 2, column 3: found `r` where a name in double quotes, or `}`, was expected")]
    [InlineData("{\"r\" 8}", "line 1, column 6: found `8` where `:` was expected")]
    [InlineData("{\"r\": 8 \"s\": 9}", "line 1, column 9: found `\"` where `,` or `}` was expected")]
    [InlineData("{\"r\": [8 9]}", "line 1, column 10: found `9` where `,` or `]` was expected")]
    [InlineData("{\"r\": 8,}", "line 1, column 9: found `}` behind a comma, which is one too many")]
    [InlineData("[8,]", "line 1, column 4: found `]` behind a comma, which is one too many")]
    [InlineData("{\"r\": 8, s: 9}", "line 1, column 10: found `s` where a name in double quotes was expected")]
    [InlineData("{\"é\": NaN}", "line 1, column 7: found `NaN` where a value was expected")]
    [InlineData("{\"r\": tru}", "line 1, column 7: found `tru` where a value was expected")]
    [InlineData("{\"r\": 8} {}", "line 1, column 10: found `{` after the end of the text")]
    [InlineData("<html>", "line 1, column 1: found `<html>` where a value was expected")]
    [InlineData(
        "{\"r\": \"a\nb\"}",
        "line 1, column 9: a line break in a quoted text, where it is written with a backslash")]
    public void A_fault_has_a_place_and_plain_words(string json, string fault) =>
        Assert.Equal(fault, JsonFault.Describe(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Depth_escapes_and_unicode_have_words_of_their_own()
    {
        Assert.Equal(
            "line 1, column 65: more than 64 levels of lists and objects",
            JsonFault.Describe(Encoding.UTF8.GetBytes(new string('[', 70))));
        Assert.Contains(
            "a quoted text has a backslash", JsonFault.Describe("{\"a\": \"\\q\"}"u8), StringComparison.Ordinal);
        Assert.Equal(
            "line 1, column 7: a quoted text is not valid Unicode", JsonFault.Describe("{\"a\": \"\\ud800\"}"u8));
    }

    [Fact]
    public void No_text_that_is_cut_off_or_changed_has_words_of_the_reader()
    {
        byte[] json =
            "{\"peft_type\": \"LORA\", \"r\": 8, \"list\": [1, -2.5e3, null, 1], \"é\": {\"\": \"\\n\"}}"u8.ToArray();
        for (int k = 0; k < json.Length; k++)
        {
            Check(json[..k]);
            foreach (byte other in "{}[],:\"\\x\n\0"u8.ToArray())
            {
                byte[] changed = [.. json];
                changed[k] = other;
                Check(changed);
            }
        }

        static void Check(byte[] text)
        {
            try
            {
                SmallJson.Parse(text).Dispose();
            }
            catch (JsonException e)
            {
                Assert.DoesNotContain("LineNumber", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("valid JSON", e.Message, StringComparison.Ordinal);
                Assert.Matches("^(line \\d+(, column \\d+)?: |it is empty$)", e.Message);
            }
        }
    }
}
