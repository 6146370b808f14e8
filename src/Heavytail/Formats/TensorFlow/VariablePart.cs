using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The message <c>SaveSliceInfoDef</c>: where a part of a partitioned variable lies in it.</summary>
/// <param name="Whole">Dimensions of the whole variable.</param>
/// <param name="Offsets">First index of the part along each dimension.</param>
/// <param name="Lengths">Dimensions of the part.</param>
internal sealed record VariablePart(TensorShape Whole, long[] Offsets, long[] Lengths)
{
    private const int NameField = 1;
    private const int SliceField = 4;

    /// <summary>Whether it is of this shape, and within the whole.</summary>
    public bool Fits(TensorShape shape) =>
        shape.Dimensions.SequenceEqual(Lengths) && Whole.Rank == Offsets.Length && Whole.Rank == Lengths.Length
        && Offsets.Select((offset, axis) => offset >= 0 && offset <= Whole[axis] - Lengths[axis]).All(fits => fits);

    /// <summary>Reads a <c>VariableDef</c>; null where its variable is not partitioned.</summary>
    /// <exception cref="InvalidCheckpointException">The message is damaged.</exception>
    public static (string Name, VariablePart Part)? Read(ProtoMessage variable)
    {
        string name = "";
        ProtoMessage? found = null;
        foreach (var field in variable.Fields())
        {
            if (field is { Number: NameField, IsBytes: true })
            {
                name = variable.Text(field);
            }
            else if (field is { Number: SliceField, IsBytes: true })
            {
                found = variable.Message(field);
            }
        }

        if (found is not { } slice || name.Length == 0)
        {
            return null;
        }

        var (whole, offsets, lengths) = (new List<long>(), new List<long>(), new List<long>());
        foreach (var field in slice.Fields())
        {
            (field.Number switch { 2 => whole, 3 => offsets, 4 => lengths, _ => null })
                ?.AddRange(slice.Integers(field, TensorShape.MaxRank));
        }

        try
        {
            string stored = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
            return whole.Count is > 0 and <= TensorShape.MaxRank
                ? (stored, new VariablePart(new TensorShape([.. whole]), [.. offsets], [.. lengths]))
                : null;
        }
        catch (ArgumentException)
        {
            // What says nothing of use is as good as not there.
            return null;
        }
    }
}
