// Specification: https://github.com/keras-team/keras/blob/master/keras/src/layers/core/dense.py (quantize),
// https://github.com/keras-team/keras/blob/master/keras/src/quantizers/modes/int4.py
using System.Globalization;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Layers that Keras 3 has quantized to int8 or int4: <c>vars/0</c> are the codes, the last of the layer's variables
/// are the scales that the weights were multiplied by, so that w = code/scale. A dense kernel has one for each output,
/// its last dimensions; an embedding one for each entry, its first. int4 may have scales for groups of inputs, which
/// multiply, with I8 zeros and, last, the group of each input: w = (code − zero) · scale.
/// </summary>
internal static class KerasIntegers
{
    private const string Int4 = "int4";
    private const string GroupScheme = "int4 with scales and zeros";
    private const string Variables = "/vars/";
    private const int MaxVariables = 8;
    private const long MaxScales = 1 << 24;

    public static bool IsCodes(TensorInfo tensor) =>
        tensor is { Type: ElementType.I8, Shape.Rank: >= 2 } && NumberOf(tensor.Name) is not null;

    public static void Compute(TensorTable tensors)
    {
        foreach (var codes in tensors.Tensors.Where(tensor => IsCodes(tensor.Info)).ToArray())
        {
            string name = codes.Info.Name;
            if (tensors.Find(name) is null)
            {
                continue;
            }

            var (others, zeros) = Following(tensors, name);
            if (zeros is not null)
            {
                var groupScales = others.First(other => IsScaleOf(other, zeros));
                var groups = others.ElementAtOrDefault(others.IndexOf(zeros) + 1);
                tensors.Replace(
                    new WeightParts(GroupScheme, codes, (groupScales, "scales"), (zeros, "zeros"), (groups, "groups")),
                    () => OfGroups(codes, groupScales, zeros, groups).InPlaceOf(codes));
            }
            else if (others.FindLast(tensor => tensor.Info.Type.IsRealFloat()) is { } scales
                && Broadcast(codes.Info.Shape, scales.Info.Shape) is { } small && small.ElementCount <= MaxScales)
            {
                string scheme = $"{(codes.Info.Encoding == Int4 ? Int4 : "int8")} with scales";
                tensors.Replace(
                    new WeightParts(scheme, codes, (scales, "scales")) { Owner = $"`{name}`" },
                    () => ProductStream.Weight(
                        scheme,
                        codes,
                        name,
                        () => new BroadcastFactors(Reciprocals(scales), codes.Info.Shape, small)));
            }
        }
    }

    /// <summary>The number of a variable.</summary>
    private static int? NumberOf(string name)
    {
        int slash = name.LastIndexOf('/');
        return slash > 0 && name.AsSpan(0, slash + 1).EndsWith(Variables, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : null;
    }

    /// <summary>The layer's variables up to the next codes, and the zeros among them.</summary>
    private static (List<StoredTensor> Others, StoredTensor? Zeros) Following(TensorTable tensors, string name)
    {
        string path = name[..(name.LastIndexOf('/') + 1)];
        int first = NumberOf(name)!.Value;
        var others = new List<StoredTensor>();
        StoredTensor? zeros = null;
        for (int i = 1; i <= MaxVariables && tensors.Find($"{path}{first + (long)i}") is { } other; i++)
        {
            if (other.Info is { Type: ElementType.I8, Shape.Rank: >= 2 })
            {
                if (zeros is not null || !others.Exists(scales => IsScaleOf(scales, other)))
                {
                    break;
                }

                zeros = other;
            }

            others.Add(other);
        }

        return (others, zeros);
    }

    private static bool IsScaleOf(StoredTensor scales, StoredTensor zeros) =>
        scales.Info.Type.IsRealFloat() && zeros.Info.Shape.Rank == 2 && scales.Info.Shape.Equals(zeros.Info.Shape);

    /// <summary>
    /// (code − zero) · scale, both [groups, out] and the group of each row; of an embedding [entries, groups] and the
    /// group of each column.
    /// </summary>
    private static PackedWeight OfGroups(
        StoredTensor codes, StoredTensor scales, StoredTensor zeros, StoredTensor? groups)
    {
        var shape = codes.Info.Shape;
        if (groups is not { Info.Shape.Rank: 1 } || shape.Rank != 2)
        {
            throw MisfitException.Between(
                codes, zeros, "the group of each input was expected after them");
        }

        var sides = zeros.Info.Shape;
        bool isByRow = groups.Info.Shape[0] == shape[0] && sides[1] == shape[1];
        if ((!isByRow && (groups.Info.Shape[0] != shape[1] || sides[0] != shape[0]))
            || !(groups.Info.Type.IsRealFloat() || groups.Info.Type == ElementType.I32)
            || groups.Info.Shape[0] > NumberGrid.MaxColumns)
        {
            throw MisfitException.Between(codes, groups, $"the group of each input was expected, of {sides} zeros");
        }

        int[] groupOf = GroupIndex.Read(groups, isByRow ? sides[0] : sides[1]);
        var what = new Dequantization(
            NumberGrid.From(codes, shape[1]), NumberGrid.From(scales, sides[1]))
        {
            Zeros = NumberGrid.From(zeros, sides[1]),
            RowGroups = isByRow ? groupOf : null,
            ColumnGroups = isByRow ? [.. Enumerable.Range(0, (int)Math.Min(shape[1], NumberGrid.MaxColumns))] : groupOf,
        };
        return new PackedWeight(codes.Info.Name, shape, $"{GroupScheme}, groups", what);
    }

    /// <summary>The scales' dimensions are the last ones of the codes, or only the first.</summary>
    private static TensorShape? Broadcast(TensorShape codes, TensorShape scales)
    {
        int missing = codes.Rank - scales.Rank;
        if (missing < 0)
        {
            return null;
        }

        TensorShape[] readings =
        [
            new([.. Enumerable.Repeat(1L, missing), .. scales.Dimensions]),
            new([.. scales.Dimensions, .. Enumerable.Repeat(1L, missing)]),
        ];
        return Array.Find(readings, reading => BroadcastIndex.Fits(codes, reading));
    }

    private static double[] Reciprocals(StoredTensor scales)
    {
        double[] factors = new double[scales.Info.Shape.ElementCount];
        Scalars.Read(scales, factors);
        return Array.ConvertAll(factors, scale => 1 / scale);
    }
}
