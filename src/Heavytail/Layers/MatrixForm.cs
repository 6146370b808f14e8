using System.Buffers;
using System.Collections.Immutable;

namespace Heavytail.Layers;

/// <summary>How a tensor's elements make matrices.</summary>
/// <param name="Role">Its purpose, and a letter for each dimension.</param>
/// <param name="Shape">Its dimensions; those of the tensor, or the same elements with a dimension taken apart: fused
/// projections whose heads interleave have <c>[heads, 3, dimension, in]</c>, axes <c>osoi</c>.</param>
internal sealed record MatrixForm(TensorRole Role, TensorShape Shape)
{
    private static readonly SearchValues<char> s_letters = SearchValues.Create("oikcms1");

    /// <summary>Names of the matrices of a stack; empty for a word and a number.</summary>
    public ImmutableArray<string> StackNames { get; init; } = [];

    public static MatrixForm From(TensorInfo tensor, TensorRole role) => new(role, tensor.Shape);

    /// <summary>The tensor as one matrix, where it can be one.</summary>
    public MatrixForm Whole() => this with { Role = Role with { Parts = [], Groups = 1 } };

    /// <summary>All gates as one matrix.</summary>
    public MatrixForm Stacked() => this with { Role = Role with { Parts = [] } };

    /// <summary>The product of the dimensions with one of these letters.</summary>
    public long SideOf(params ReadOnlySpan<char> letters)
    {
        long side = 1;
        for (int d = 0; d < Shape.Rank; d++)
        {
            side *= letters.Contains(Role.Axes[d]) ? Shape[d] : 1;
        }

        return side;
    }

    /// <summary>What is wrong with a letter of some axes; null where nothing is.</summary>
    public static string? UnknownLetter(string axes) =>
        axes.AsSpan().IndexOfAnyExcept(s_letters) is >= 0 and int unknown
            ? $"`{axes[unknown]}` in axes `{axes}` is not one of o, i, k, c, m, s, 1"
            : null;

    /// <summary>What contradicts itself in it; null where nothing does.</summary>
    public string? Contradiction()
    {
        string axes = Role.Axes;
        if (axes.Length != Shape.Rank)
        {
            return $"axes `{axes}` are {axes.Length}, shape {Shape} has {Shape.Rank} dimensions";
        }

        if (UnknownLetter(axes) is { } unknown)
        {
            return unknown;
        }

        if (SideOf('1') != 1)
        {
            return $"axes `{axes}` have a `1` where shape {Shape} has a larger dimension";
        }

        if (LayerKinds.From(Role.Purpose, axes.Count('k')) is null)
        {
            return $"a {Role.Purpose} with axes `{axes}` is not a layer";
        }

        bool depthwise = Role.Purpose == TensorPurpose.DepthwiseConvolution;
        if (depthwise ? !axes.Contains('c', StringComparison.Ordinal) : !axes.Contains('o', StringComparison.Ordinal))
        {
            return $"axes `{axes}` have no {(depthwise ? "channels `c`" : "outputs `o`")}";
        }

        return ContradictionOfCut();
    }

    /// <summary>The axis that groups divide: the one that counts all groups.</summary>
    public char GroupedLetter => Role.Purpose == TensorPurpose.TransposedConvolution ? 'i' : 'o';

    /// <summary>Elements of the largest of the matrices.</summary>
    public long LargestMatrix()
    {
        long all = Shape.ElementCount / SideOf('s') / Role.Groups;
        return Role.Parts.Length == 0 ? all : all / SideOf('o') * Role.Parts.Max(part => part.Outputs);
    }

    private string? ContradictionOfCut()
    {
        if (Role.Groups < 1 || SideOf(GroupedLetter) % Role.Groups != 0)
        {
            return $"{Role.Groups} groups do not divide {SideOf(GroupedLetter)} channels";
        }

        if (Role.Parts.Length > 0 && Role.Groups > 1)
        {
            return "it has groups and parts";
        }

        if (Role.Parts.Length > 0
            && (Role.Parts.Any(part => part.Outputs < 1)
            || Role.Parts.Aggregate(Int128.Zero, (sum, part) => sum + part.Outputs) != SideOf('o')))
        {
            return $"{string.Join(", ", Role.Parts.Select(part => $"{part.Name} {part.Outputs}"))} do not add up to "
                + $"{SideOf('o')} outputs";
        }

        // Runs are taken off the outermost of axes that are read as one.
        char letter = Role.Parts.Length > 0 ? 'o' : GroupedLetter;
        int outermost = Role.Axes.IndexOf(letter, StringComparison.Ordinal);
        long inner = outermost < 0 ? 1 : SideOf(letter) / Shape[outermost];
        bool even = Role.Parts.All(part => part.Outputs % inner == 0)
            && (Role.Groups == 1 || SideOf(letter) / Role.Groups % inner == 0);
        return even ? null : $"its matrices do not end where the dimension of {Shape[Math.Max(0, outermost)]} ends";
    }
}
