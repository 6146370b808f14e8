using Heavytail.Files;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The message <c>TensorShapeProto</c>.</summary>
internal static class TensorFlowShape
{
    /// <summary>Reads the dimensions; null where one, or how many they are, is left open.</summary>
    /// <exception cref="InvalidCheckpointException">They are not a shape.</exception>
    public static TensorShape? Read(ProtoMessage message, string tensor)
    {
        var sides = new List<long>();
        bool isKnown = true;
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 2:
                    long size = message.Message(field).Fields().LastOrDefault(part => part.Number == 1).Int64;
                    isKnown &= size >= 0;
                    sides.Add(size);
                    break;
                case 3:
                    isKnown &= field.Value == 0;
                    break;
                default:
                    break;
            }

            if (sides.Count > TensorShape.MaxRank)
            {
                throw message.File.InvalidTensor(tensor, $"more than {TensorShape.MaxRank} dimensions");
            }
        }

        return isKnown ? From(sides, message.File, tensor) : null;
    }

    /// <summary>The shape of dimensions that a file gives.</summary>
    /// <exception cref="InvalidCheckpointException">They are not a shape.</exception>
    public static TensorShape From(IEnumerable<long> sides, ByteSource file, string tensor)
    {
        try
        {
            return new TensorShape([.. sides]);
        }
        catch (ArgumentException e)
        {
            throw file.InvalidTensor(tensor, e.Message);
        }
    }
}
