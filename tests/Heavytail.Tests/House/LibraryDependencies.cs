using Heavytail.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Heavytail.Tests.House;

/// <summary>A use of a symbol that another room declares, or of a type from outside the library.</summary>
/// <param name="From">The room that uses the symbol.</param>
/// <param name="To">The room that declares the symbol; for a type from outside the library, its full name.</param>
/// <param name="Site">File, line and symbol.</param>
internal sealed record Dependency(string From, string To, string Site);

/// <summary>
/// Which room uses which. A room is a folder below <c>src/Heavytail</c>; a symbol belongs to the room of the file that
/// declares it, whatever its namespace. A name counts by what it means: written in full, reached through the parent
/// namespace, or imported by a using directive.
/// </summary>
internal static class LibraryDependencies
{
    /// <summary>The files directly in <c>src/Heavytail</c>. Every room may use them; they use no room.</summary>
    public const string Root = "";

    /// <summary>In place of a room: the name does not resolve, so whatever it uses would go unseen.</summary>
    public const string Unresolved = "(unresolved)";

    private const string Folder = "src/Heavytail";

    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Heavytail", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>The library's source as a compilation; paths are relative to the root of the repository.</summary>
    public static CSharpCompilation Compile() => Compile(
        Repository.SourceFiles(Folder).Select(file => (
            Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/'),
            File.ReadAllText(file))));

    public static CSharpCompilation Compile(IEnumerable<(string Path, string Text)> sources) =>
        CSharpCompilation.Create(
            "Library",
            [
                .. sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, path: source.Path)),
                CSharpSyntaxTree.ParseText(ImplicitUsings, path: "ImplicitUsings.cs"),
            ],
            s_references.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

    public static IReadOnlyList<Dependency> Find(CSharpCompilation library) =>
    [
        .. Files(library).AsParallel().AsOrdered()
            .SelectMany(tree => Find(tree, library.GetSemanticModel(tree))),
    ];

    /// <summary>The rooms that have files of their own, without the root.</summary>
    public static IReadOnlyList<string> Rooms(CSharpCompilation library) =>
    [
        .. Files(library)
            .Select(tree => Room(tree)!)
            .Where(room => room != Root)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The types that each file declares, without those inside other types.</summary>
    public static IEnumerable<(string Path, INamedTypeSymbol[] Types)> Types(CSharpCompilation library)
    {
        foreach (var tree in Files(library))
        {
            var model = library.GetSemanticModel(tree);
            var types = tree.GetRoot().DescendantNodes()
                .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
                .Select(node => (INamedTypeSymbol)model.GetDeclaredSymbol(node)!)
                .Where(type => type.ContainingType is null);
            yield return (tree.FilePath, [.. types]);
        }
    }

    /// <summary>The library's files, without the implicit usings.</summary>
    private static IEnumerable<SyntaxTree> Files(CSharpCompilation library) =>
        library.SyntaxTrees.Where(tree => Room(tree) is not null);

    private static IEnumerable<Dependency> Find(SyntaxTree tree, SemanticModel model)
    {
        string from = Room(tree)!;
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is not (SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax))
            {
                continue;
            }

            var symbol = SymbolOf(node, model);
            string? to = symbol is not null ? Room(symbol) ?? (symbol as INamedTypeSymbol)?.ToDisplayString()
                : IsKeyword(node) || MeetsGeneratedCode(tree) ? null
                : Unresolved;
            if (to is not null && to != from)
            {
                int line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
                string name = symbol?.Name ?? node.ToString();
                yield return new Dependency(from, to, FormattableString.Invariant($"{tree.FilePath}:{line} {name}"));
            }
        }
    }

    private static ISymbol? SymbolOf(SyntaxNode node, SemanticModel model)
    {
        var found = model.GetSymbolInfo(node);
        return found.Symbol ?? found.CandidateSymbols.FirstOrDefault();
    }

    /// <summary><c>nameof</c>, and constraints like <c>unmanaged</c>, are spelled like names.</summary>
    private static bool IsKeyword(SyntaxNode node) =>
        node.Parent is TypeConstraintSyntax || node is IdentifierNameSyntax { Identifier.ValueText: "nameof" };

    /// <summary>Source generators do not run here: members that they write are not there.</summary>
    private static bool MeetsGeneratedCode(SyntaxTree tree) =>
        tree.GetText().ToString().Contains("JsonSerializerContext", StringComparison.Ordinal);

    /// <summary>The room of the file that declares a type, or the type of a member; null outside the library.</summary>
    private static string? Room(ISymbol symbol)
    {
        // The elements of a tuple have a location where their names are written, which declares no type.
        var type = (symbol as INamedTypeSymbol ?? symbol.ContainingType)?.OriginalDefinition;
        return type is null or { IsTupleType: true }
            ? null
            : type.DeclaringSyntaxReferences.Select(declaration => Room(declaration.SyntaxTree)).FirstOrDefault();
    }

    /// <summary>The folder of a file below <c>src/Heavytail</c>; null for a file that lies elsewhere.</summary>
    private static string? Room(SyntaxTree tree)
    {
        string folder = Path.GetDirectoryName(tree.FilePath)!.Replace(Path.DirectorySeparatorChar, '/');
        return folder == Folder ? Root
            : folder.StartsWith($"{Folder}/", StringComparison.Ordinal) ? folder[(Folder.Length + 1)..]
            : null;
    }
}
