using Heavytail.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>
/// What users read is plain American English: the documents, the texts of metrics, every string of the library and of
/// the tool, and the docs of what is public.
/// </summary>
public sealed class WordingTests
{
    private static readonly string[] s_documents =
    [
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "data/corpus/README.md",
    ];

    public static TheoryData<string> Documents =>
    [
        .. s_documents,
        .. Files("docs", "*.md"),
        .. Files("docs", "*.json"),
        .. Files("samples", "README.md"),
        .. Files("bench/results", "*.md"),
        "src/Heavytail/Metrics/metrics.json",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Documents_are_plain_English(string file) =>
        Check(Paragraphs(File.ReadAllLines(Repository.Path(file))).Select(part => ($"{file}:{part.Line}", part.Text)));

    [Fact]
    public void Strings_are_plain_English() => Check(Sources().SelectMany(Strings));

    [Fact]
    public void Docs_of_public_types_are_plain_English() => Check(Sources().SelectMany(PublicDocs));

    [Theory]
    [InlineData("the file is no JSON")]
    [InlineData("a layer, which is\n   none")]
    [InlineData("the user is told what it is")]
    [InlineData("quantised weights were Dequantised")]
    [InlineData("layers to analyse")]
    [InlineData("unlabelled")]
    public void A_habit_is_found(string text) => Assert.NotNull(Wording.Find(text));

    [Theory]
    [InlineData("There is no such file, and it is no longer needed")]
    [InlineData("null where there is none")]
    [InlineData("analyses of categories; a promise; cancellation; a precise summary")]
    public void Plain_English_is_left_alone(string text) => Assert.Null(Wording.Find(text));

    [Fact]
    public void A_string_is_found_across_a_concatenation()
    {
        var tree = CSharpSyntaxTree.ParseText(
            """class C { string F(int x) => $"`{x}` is " + "no number"; }""",
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains(Strings(tree), found => Wording.Find(found.Text) is not null);
    }

    private static void Check(IEnumerable<(string Site, string Text)> texts)
    {
        string[] wrong =
        [
            .. texts.Select(text => Wording.Find(text.Text) is { } habit ? $"{text.Site}: {habit}" : null)
                .OfType<string>(),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Repository.Path(folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !IsBuildOutput(file))
            .Order(StringComparer.Ordinal);

    /// <summary>Lines that belong together, so that a habit is found across the end of a line.</summary>
    private static IEnumerable<(int Line, string Text)> Paragraphs(string[] lines)
    {
        for (int start = 0; start < lines.Length;)
        {
            int end = start + 1;
            while (end < lines.Length && lines[end].Trim() is [var first, ..] && !"|-#\"{".Contains(first))
            {
                end++;
            }

            yield return (start + 1, string.Join(' ', lines[start..end]));
            start = end;
        }
    }

    private static bool IsBuildOutput(string path) =>
        path.Replace('\\', '/').Split('/').Intersect(["bin", "obj"]).Any();

    private static IEnumerable<SyntaxTree> Sources() => Repository.SourceFiles("src")
        .Where(file => !IsBuildOutput(Path.GetRelativePath(Repository.Root, file)))
        .Select(file => CSharpSyntaxTree.ParseText(
            File.ReadAllText(file), path: Path.GetRelativePath(Repository.Root, file)));

    /// <summary>The literals of each outermost expression, concatenated.</summary>
    private static IEnumerable<(string Site, string Text)> Strings(SyntaxTree tree) => tree.GetRoot().DescendantNodes()
        .Where(node => IsText(node) && !node.Ancestors().Any(IsText))
        .Select(node => (Site(node), string.Concat(node.DescendantTokens().Select(token => token.Kind() switch
        {
            SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.InterpolatedStringTextToken => token.ValueText,
            SyntaxKind.OpenBraceToken => "…",
            _ => "",
        }))));

    private static bool IsText(SyntaxNode node) => node.Kind()
        is SyntaxKind.StringLiteralExpression or SyntaxKind.InterpolatedStringExpression or SyntaxKind.AddExpression;

    private static IEnumerable<(string Site, string Text)> PublicDocs(SyntaxTree tree) => tree.GetRoot()
        .DescendantNodes()
        .OfType<MemberDeclarationSyntax>()
        .Where(member => member.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().All(IsPublic))
        .SelectMany(member => member.GetLeadingTrivia())
        .Select(trivia => trivia.GetStructure())
        .OfType<DocumentationCommentTriviaSyntax>()
        .Select(doc => (Site(doc), doc.ToFullString().Replace("///", " ", StringComparison.Ordinal)));

    private static bool IsPublic(MemberDeclarationSyntax member) => member
        is BaseNamespaceDeclarationSyntax or EnumMemberDeclarationSyntax
        || member.Modifiers.Any(SyntaxKind.PublicKeyword)
        || member.Parent is InterfaceDeclarationSyntax;

    private static string Site(SyntaxNode node) =>
        $"{node.SyntaxTree.FilePath}:{node.SyntaxTree.GetLineSpan(node.Span).StartLinePosition.Line + 1}";
}
