using Heavytail.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>The rooms of the library: ARCHITECTURE.md draws which uses which, lowest first.</summary>
public sealed class ArchitectureTests
{
    private const string Page = "ARCHITECTURE.md";

    private static readonly Lazy<CSharpCompilation> s_library = new(LibraryDependencies.Compile);
    private static readonly Lazy<IReadOnlyList<Dependency>> s_found =
        new(() => LibraryDependencies.Find(s_library.Value));

    [Fact]
    public void Every_name_of_the_library_resolves() => None(
        s_found.Value.Where(found => found.To == LibraryDependencies.Unresolved)
            .Select(found => $"{found.Site} does not resolve"));

    [Fact]
    public void Every_room_is_drawn() => None(
        LibraryDependencies.Rooms(s_library.Value).Except(Drawn().Select(room => room.Name)).Select(room =>
            $"{Page} does not draw the room {room}: insert a line `{room} →` above the rooms that use it and below "
            + "those that it uses, and run with UPDATE_GOLDEN=1"));

    [Fact]
    public void Drawing_shows_what_the_code_uses()
    {
        var rooms = LibraryDependencies.Rooms(s_library.Value);
        var uses = s_found.Value
            .Where(found => rooms.Contains(found.To))
            .ToLookup(found => found.From, found => found.To);
        var actual = Drawn()
            .Where(room => rooms.Contains(room.Name))
            .Select(room => new Room(room.Name, [.. uses[room.Name].Distinct().Order(StringComparer.Ordinal)]));
        string page = File.ReadAllText(Repository.Path(Page));
        Golden.Verify(RoomDrawing.Replace(page, actual), Page);
    }

    [Fact]
    public void Rooms_use_only_rooms_drawn_above_them() => None(
        Upward(s_found.Value, [.. Drawn().Select(room => room.Name)])
            .Select(found => $"{found.From} uses {found.To}, which is drawn below it: {found.Site}"));

    [Fact]
    public void Root_uses_no_room()
    {
        var rooms = LibraryDependencies.Rooms(s_library.Value);
        None(s_found.Value.Where(found => found.From == LibraryDependencies.Root && rooms.Contains(found.To))
            .Select(found => $"{found.Site} uses the room {found.To}"));
    }

    /// <summary>Public types may also be in the namespace Heavytail, wherever their file lies.</summary>
    [Fact]
    public void Namespaces_are_folders()
    {
        foreach (var (path, types) in LibraryDependencies.Types(s_library.Value))
        {
            string folder = Path.GetRelativePath("src", Path.GetDirectoryName(path)!)
                .Replace(Path.DirectorySeparatorChar, '.');
            bool isPublic = types.Any(type => type.DeclaredAccessibility == Accessibility.Public);
            foreach (var type in types)
            {
                string actual = type.ContainingNamespace.ToDisplayString();
                Assert.True(
                    actual == folder || (isPublic && actual == "Heavytail"),
                    $"{path}: {type.Name} is in the namespace {actual}, not {folder}");
            }
        }
    }

    [Fact]
    public void Library_knows_no_console() => None(
        s_found.Value.Where(found => found.To == "System.Console").Select(found => $"{found.Site} uses the console"));

    /// <summary>A check that finds nothing wrong has to find something.</summary>
    [Theory]
    [InlineData("Reports", "Analysis")]
    [InlineData("Analysis", "Formats")]
    [InlineData("LinearAlgebra", "LinearAlgebra/Kernels")]
    [InlineData("LinearAlgebra/Kernels", "LinearAlgebra/Storage")]
    [InlineData("Reports", "System.IO.TextWriter")]
    public void Uses_are_found(string from, string to) =>
        Assert.Contains(s_found.Value, found => found.From == from && found.To == to);

    [Theory]
    [InlineData("Heavytail.Low.Base x;")]
    [InlineData("Low.Base x;")]
    [InlineData("void F() { var x = Low.Base.Create(); }")]
    [InlineData("void F() => Heavytail.Low.Base.Create().Run();")]
    [InlineData("System.Collections.Generic.List<Heavytail.Low.Base> x = [];")]
    [InlineData("Open x;")]
    [InlineData("Open x = new();")]
    public void A_use_is_found_however_it_is_written(string member)
    {
        var library = Sample($"namespace Heavytail.High; class Top {{ {member} }}");
        var found = LibraryDependencies.Find(library);
        Assert.Contains(found, use => (use.From, use.To) == ("High", "Low"));
        Assert.Empty(Upward(found, ["Low", "High"]));
        Assert.NotEmpty(Upward(found, ["High", "Low"]));
    }

    /// <summary>A room that is missing in the drawing is one mistake, not one for each of its uses.</summary>
    [Fact]
    public void Uses_of_a_room_that_is_not_drawn_are_not_upward()
    {
        Dependency[] uses = [new("High", "Low", "a.cs:1"), new("New", "High", "b.cs:1"), new("Low", "New", "c.cs:1")];
        Assert.Empty(Upward(uses, ["Low", "High"]));
    }

    [Fact]
    public void A_name_that_does_not_resolve_is_found()
    {
        var found = LibraryDependencies.Find(Sample("namespace Heavytail.High; class Top { Missing x; }"));
        Assert.Contains(found, use => use.To == LibraryDependencies.Unresolved);
    }

    [Fact]
    public void A_room_without_uses_has_none()
    {
        var found = LibraryDependencies.Find(Sample("namespace Heavytail.High; class Top { Top Next; }"));
        Assert.DoesNotContain(found, use => use.To == "Low");
    }

    [Fact]
    public void Long_lines_of_the_drawing_continue_on_the_next()
    {
        Room[] rooms = [new("A", []), new("B", [.. Enumerable.Range(100, 40).Select(k => $"Room{k}")])];
        string page = RoomDrawing.Replace($"before\n{RoomDrawing.Begin}{RoomDrawing.End}\nafter\n", rooms);
        Assert.All(page.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.Equivalent(rooms, RoomDrawing.Read(page));
    }

    private static CSharpCompilation Sample(string text) => LibraryDependencies.Compile(
    [
        ("src/Heavytail/Low/Base.cs", """
            namespace Heavytail.Low;
            class Base { public static Base Create() => new Base(); public void Run() { } }
            """),
        ("src/Heavytail/Low/Open.cs", "namespace Heavytail; public class Open;"),
        ("src/Heavytail/High/Top.cs", text),
    ]);

    private static IReadOnlyList<Room> Drawn() => RoomDrawing.Read(File.ReadAllText(Repository.Path(Page)));

    /// <summary>Uses of rooms that come later in this order; rooms that are not in it do not count.</summary>
    private static Dependency[] Upward(IEnumerable<Dependency> uses, string[] order) =>
    [
        .. uses.Where(use => order.Contains(use.From)
            && Array.IndexOf(order, use.To) > Array.IndexOf(order, use.From)),
    ];

    private static void None(IEnumerable<string> wrong)
    {
        string text = string.Join('\n', wrong);
        Assert.True(text.Length == 0, text);
    }
}
