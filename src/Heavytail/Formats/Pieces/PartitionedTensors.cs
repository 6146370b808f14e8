// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/python/ops/variable_scope.py
// (_get_partitioned_variable)
using System.Globalization;
using System.Text.RegularExpressions;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Pieces;

/// <summary>
/// Slices of a variable in one file, <c>embedding/part_0</c>, <c>embedding/part_1</c> …: listed as pieces, as names
/// do not say along which dimension the variable is cut.
/// </summary>
internal static partial class PartitionedTensors
{
    private const string NextStep = "join them in Python (`numpy.concatenate`; TensorFlow's partitioners cut along "
        + "dimension 0 unless told otherwise) and save the result as one array";

    /// <summary>Lists the slices among some tensors as pieces.</summary>
    public static CheckpointContents Mark(CheckpointContents contents)
    {
        var slices = contents.Tensors
            .Where(tensor => tensor.Info is { Shape.Rank: >= 2, Role: null, Unread: null })
            .Select(tensor => (tensor.Info, Match: Name().Match(tensor.Info.Name)))
            .Where(slice => slice.Match.Success)
            .GroupBy(slice => slice.Match.Groups["of"].Value, StringComparer.Ordinal)
            .Where(IsCut)
            .SelectMany(group => group.Select(slice => (slice.Info.Index, Whole: group.Key, Count: group.Count())))
            .ToDictionary(slice => slice.Index);
        return slices.Count == 0 ? contents : contents with
        {
            Tensors =
            [
                .. contents.Tensors.Select(tensor => slices.TryGetValue(tensor.Info.Index, out var slice)
                    ? Piece.Mark(
                        tensor,
                        string.Create(
                            CultureInfo.InvariantCulture, $"one of {slice.Count} pieces of `{slice.Whole}`"),
                        NextStep)
                    : tensor),
            ],
        };
    }

    /// <summary>Slices count from 0, are of one type, and differ in one dimension at most.</summary>
    private static bool IsCut(IGrouping<string, (TensorInfo Info, Match Match)> group)
    {
        var numbers = group
            .Select(slice => int.Parse(slice.Match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture))
            .ToHashSet();
        var first = group.First().Info;
        return numbers.Count > 1 && numbers.Count == group.Count() && numbers.Max() == numbers.Count - 1
            && group.All(slice => slice.Info.Type == first.Type && slice.Info.Shape.Rank == first.Shape.Rank)
            && Enumerable.Range(0, first.Shape.Rank).Count(
                axis => group.Any(slice => slice.Info.Shape[axis] != first.Shape[axis])) <= 1;
    }

    [GeneratedRegex(@"^(?<of>.+)[/.]part_(?<number>\d{1,6})(:0)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
