using Heavytail.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heavytail.Tests.Conventions;

/// <summary>A use of something of another room of the library, or of a namespace outside of it.</summary>
/// <param name="From">The room that uses.</param>
/// <param name="To">The room that is used; the full name of a type outside of the library.</param>
/// <param name="Place">File, line and symbol.</param>
internal sealed record Dependency(string From, string To, string Place);

/// <summary>
/// Which room uses which, by what the names in the source mean: a name written in full or reached through the parent
/// namespace counts like one behind a using.
/// </summary>
internal static class LibraryDependencies
{
    private const string Root = "Heavytail";

    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    public static IReadOnlyList<Dependency> Find()
    {
        SyntaxTree[] trees =
        [
            .. Repository.SourceFiles("src/Heavytail").Select(file =>
                CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: Path.GetRelativePath(Repository.Root, file))),
        ];
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "Library",
            [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings)],
            platform.Split(Path.PathSeparator)
                .Where(path => !Path.GetFileName(path).StartsWith(Root, StringComparison.Ordinal))
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return [.. trees.SelectMany(tree => Find(tree, compilation.GetSemanticModel(tree)))];
    }

    private static IEnumerable<Dependency> Find(SyntaxTree tree, SemanticModel model)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is not (SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax))
            {
                continue;
            }

            var symbol = model.GetSymbolInfo(node).Symbol;
            string? from = Room(model.GetEnclosingSymbol(node.SpanStart));
            if (symbol is null or INamespaceSymbol || from is null)
            {
                continue;
            }

            string? to = Room(symbol) ?? (symbol as INamedTypeSymbol)?.ToDisplayString();
            if (to is not null && to != from)
            {
                int line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
                yield return new Dependency(
                    from, to, FormattableString.Invariant($"{tree.FilePath}:{line} {symbol.Name}"));
            }
        }
    }

    /// <summary>The first part of a namespace after <c>Heavytail</c>; null outside of the library.</summary>
    private static string? Room(ISymbol? symbol)
    {
        var space = symbol as INamespaceSymbol ?? symbol?.ContainingNamespace;
        string[] parts = space is null or { IsGlobalNamespace: true } ? [] : space.ToDisplayString().Split('.');
        return parts is [Root, var room, ..] ? room : null;
    }
}
