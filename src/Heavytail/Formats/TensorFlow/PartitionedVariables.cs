using System.Globalization;
using System.Text.RegularExpressions;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Pieces;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// Partitioned variables whose parts are stored as variables of their own, <c>w/part_0</c>, <c>w/part_1</c> …: joined
/// where all parts are there and it is known how they were cut, else listed as parts.
/// </summary>
internal static partial class PartitionedVariables
{
    /// <summary>How a reason begins.</summary>
    public const string Part = "a part of a partitioned variable";

    private const int MaxName = 1024;

    private static readonly string[] s_biases = ["bias", "biases", "b"];

    /// <summary>The name of a variable's first part.</summary>
    public static string FirstPart(string name) => name + "/part_0";

    /// <summary>Replaces parts by what they are parts of.</summary>
    /// <param name="found">All variables.</param>
    /// <param name="partitions">Where parts lie, as a graph says, by their names.</param>
    /// <param name="skipped">Takes the parts that cannot be joined.</param>
    public static List<BundleVariable> Join(
        List<BundleVariable> found, IReadOnlyDictionary<string, VariablePart> partitions, UnreadTensors skipped)
    {
        var parts = found.Select(variable => (Variable: variable, Of: Owner(variable.Name)))
            .Where(part => part.Of is not null).ToLookup(part => part.Of!.Value.Name, part => (
                part.Variable, part.Of!.Value.Number));
        if (parts.Count == 0)
        {
            return found;
        }

        var names = found.DistinctBy(variable => variable.Name)
            .ToDictionary(variable => variable.Name, StringComparer.Ordinal);
        var joined = new List<BundleVariable>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in found)
        {
            // One part alone is all there is, unless the graph says more.
            if (Owner(variable.Name) is not { } owner || names.ContainsKey(owner.Name)
                || (owner.Number == 0 && parts[owner.Name].Count() == 1 && !partitions.ContainsKey(variable.Name))
                || parts[owner.Name].Select(part => part.Number).Distinct().Count() != parts[owner.Name].Count())
            {
                joined.Add(variable);
                continue;
            }

            if (!done.Add(owner.Name))
            {
                continue;
            }

            BundleVariable[] all = [.. parts[owner.Name].OrderBy(part => part.Number).Select(part => part.Variable)];
            if (Join(owner.Name, all, partitions, names, out string problem) is { } whole)
            {
                joined.Add(whole);
                continue;
            }

            foreach (var part in all)
            {
                skipped.AddPiece(
                    part.Name, $"{Part}: {problem}", part.Shape, part.Element.Name(),
                    (Int128)part.Shape.ElementCount * part.Element.Bits() / 8);
            }
        }

        return joined;
    }

    private static BundleVariable? Join(
        string name, BundleVariable[] parts, IReadOnlyDictionary<string, VariablePart> partitions,
        Dictionary<string, BundleVariable> beside, out string problem)
    {
        var first = parts[0];
        VariablePart?[] places = [.. parts.Select(part => partitions.GetValueOrDefault(part.Name))];
        if (Array.FindIndex(parts, part => part.Element != first.Element || part.Shape.Rank != first.Shape.Rank) > 0)
        {
            problem = "its parts differ in type or in dimensions";
            return null;
        }

        TensorShape? shape;
        long[][] starts;
        if (places is [{ } place, ..] && places.All(other => other is not null && other.Whole.Equals(place.Whole))
            && places.Zip(parts).All(pair => pair.First!.Fits(pair.Second.Shape)))
        {
            (shape, starts, problem) = (place.Whole, [.. places.Select(other => other!.Offsets)], "");
        }
        else
        {
            int gap = Enumerable.Range(0, parts.Length).FirstOrDefault(
                number => Owner(parts[number].Name)!.Value.Number != number, -1);
            if (gap >= 0)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"part {gap} is not in the checkpoint");
                return null;
            }

            if (Axis(name, parts, beside) is not { } axis)
            {
                problem = "nothing says along which dimension it was cut";
                return null;
            }

            (shape, starts, problem) = Stacked(parts, axis);
            if (shape is null)
            {
                return null;
            }
        }

        TensorBlock[] blocks =
        [
            .. parts.Select((part, index) => new TensorBlock(starts[index], [.. part.Shape.Dimensions], part.OpenRead)),
        ];
        return new BlockJoin(first.Element.Bits() / 8).Join(shape, blocks, out problem) is { } open
            ? new BundleVariable(name, first.Element, shape, first.File, open)
            {
                Parts = [.. parts.Select(part => part.Name)],
            }
            : null;
    }

    /// <summary>Parts behind each other along one dimension.</summary>
    private static (TensorShape? Shape, long[][] Starts, string Problem) Stacked(BundleVariable[] parts, int axis)
    {
        long[] sides = [.. parts[0].Shape.Dimensions];
        long[][] starts = new long[parts.Length][];
        sides[axis] = 0;
        for (int k = 0; k < parts.Length; k++)
        {
            starts[k] = new long[sides.Length];
            starts[k][axis] = sides[axis];
            sides[axis] += parts[k].Shape[axis];
        }

        try
        {
            return (new TensorShape(sides), starts, "");
        }
        catch (ArgumentException e)
        {
            return (null, starts, e.Message);
        }
    }

    /// <summary>
    /// The dimension in which the parts differ. Where they are alike: a vector has one; tables of embeddings are cut by
    /// entries; and a bias has as many elements as its matrix has columns.
    /// </summary>
    private static int? Axis(string name, BundleVariable[] parts, Dictionary<string, BundleVariable> beside)
    {
        var shape = parts[0].Shape;
        int[] differing =
        [
            .. Enumerable.Range(0, shape.Rank).Where(axis => parts.Any(part => part.Shape[axis] != shape[axis])),
        ];
        if (differing.Length > 0)
        {
            return differing is [var one] ? one : null;
        }

        if (shape.Rank == 1 || (shape.Rank == 2 && name.Contains("embedding", StringComparison.OrdinalIgnoreCase)))
        {
            return 0;
        }

        if (shape.Rank != 2)
        {
            return null;
        }

        string layer = name[..(name.LastIndexOf('/') + 1)];
        long? outputs = s_biases.Select(bias => Length(layer + bias, beside))
            .FirstOrDefault(length => length is not null);
        return outputs == shape[1] ? 0 : outputs == shape[1] * parts.Length ? 1 : null;
    }

    /// <summary>Elements of a vector that is stored whole or in parts; null if there is none.</summary>
    private static long? Length(string name, Dictionary<string, BundleVariable> beside)
    {
        if (beside.TryGetValue(name, out var whole))
        {
            return whole.Shape.Rank == 1 ? whole.Shape[0] : null;
        }

        long? length = null;
        for (int part = 0; beside.TryGetValue(
            string.Create(CultureInfo.InvariantCulture, $"{name}/part_{part}"), out var next)
            && next.Shape.Rank == 1; part++)
        {
            length = (length ?? 0) + next.Shape[0];
        }

        return length;
    }

    /// <summary>What a part belongs to, and its number.</summary>
    private static (string Name, int Number)? Owner(string name) =>
        name.Length <= MaxName && PartName().Match(name) is { Success: true } match
            ? (match.Groups[1].Value + match.Groups[3].Value, int.Parse(
                match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
            : null;

    [GeneratedRegex("^(.+)/part_([0-9]{1,6})(/ExponentialMovingAverage)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PartName();
}
