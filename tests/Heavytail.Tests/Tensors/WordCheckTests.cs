using System.Reflection;
using System.Text.RegularExpressions;
using Heavytail.Layers.Rules;
using Heavytail.Tensors;
using Xunit;

namespace Heavytail.Tests.Tensors;

/// <summary>
/// A word list stands before regular expressions and must admit whatever they match; the lists are written by hand.
/// </summary>
public sealed class WordCheckTests
{
    private const BindingFlags Statics = BindingFlags.NonPublic | BindingFlags.Static;

    /// <summary>The lists, each with the expressions behind it.</summary>
    private static readonly (Type Owner, string List, string[] Expressions)[] s_guards =
    [
        (typeof(AdapterNaming), "s_words", ["Name"]),
        (typeof(BufferRules), "s_results", ["Results"]),
        (typeof(BufferRules), "s_whole", ["Whole"]),
        (typeof(TensorLists), "s_lists", ["Prefix"]),
        (typeof(CopyNaming), "s_marks",
            [
                "Average", "Teacher", "TargetBehind", "TargetBefore", "Target", "Keys", "Momentum", "MomentumBefore",
                "Moment", "MomentBehind",
            ]),
        (typeof(TrainingStateRules), "s_state", ["Moment", "OfParameter", "Root"]),
        (typeof(TrainingStateRules), "s_gradients", ["Gradients"]),
        (typeof(TrainingStateRules), "s_importance", ["Fisher"]),
        (typeof(TrainingStateRules), "s_optimizers", ["Slot", "Optimizer", "SlotInPath", "Setting"]),
    ];

    public static TheoryData<string, string, string> Guards =>
    [
        .. s_guards.SelectMany(guard => guard.Expressions.Select(
            name => new TheoryDataRow<string, string, string>(guard.Owner.Name, guard.List, name))),
    ];

    [Theory]
    [MemberData(nameof(Guards))]
    public void Every_alternative_of_an_expression_is_admitted(string owner, string list, string expression)
    {
        var type = s_guards.First(guard => guard.Owner.Name == owner).Owner;
        var check = (WordCheck)type.GetField(list, Statics)!.GetValue(null)!;
        var regex = (Regex)type.GetMethod(expression, Statics)!.Invoke(null, null)!;
        var strings = PatternStrings.Of(regex.ToString());
        string[] matched = [.. strings.Where(text => regex.IsMatch(text))];
        Assert.True(2 * matched.Length > strings.Count, $"{matched.Length} of {strings.Count} strings match");
        Assert.DoesNotContain(matched, text => !check.MayMatch(text));
    }

    [Fact]
    public void Every_list_is_tested() => Assert.Equal(
        s_guards.Select(guard => $"{guard.Owner.Name}.{guard.List}").Order(),
        typeof(WordCheck).Assembly.GetTypes().SelectMany(type => type.GetFields(Statics | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(WordCheck))
            .Select(field => $"{field.DeclaringType!.Name}.{field.Name}").Order());

    /// <summary>The strings of the test above are those that an expression was written for.</summary>
    [Theory]
    [InlineData("^(a|b)c$", "ac bc")]
    [InlineData(@"(^|[./])x_?(1[a-c])(?=\d+$)",
        "x1a0 x1c0 x_1a0 x_1c0 .x1a0 .x1c0 .x_1a0 .x_1c0 /x1a0 /x1c0 /x_1a0 /x_1c0")]
    [InlineData(@"(?<n>u\w*){2}(?!v).+?", "ux uxx")]
    public void Strings_of_a_pattern(string pattern, string expected) => Assert.Equal(
        expected.Split(' ').Order(StringComparer.Ordinal),
        PatternStrings.Of(pattern).Order(StringComparer.Ordinal));

    /// <summary>A list that lacks a word is found.</summary>
    [Fact]
    public void A_word_that_is_missing_is_found()
    {
        var check = new WordCheck(StringComparison.Ordinal, "alpha", "beta");
        Assert.Equal(
            ["gamma"], PatternStrings.Of("^(x_)?(alpha|beta)s?$|^gamma$").Where(text => !check.MayMatch(text)));
    }
}
