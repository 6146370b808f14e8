using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.Quantization;

/// <summary>The tensor that says of each input which group it is in.</summary>
internal static class GroupIndex
{
    /// <exception cref="MisfitException">It names a group that is not there.</exception>
    public static int[] Read(StoredTensor index, long groups)
    {
        var group = Numbers(index);
        int[] result = new int[group.Length];
        for (int i = 0; i < group.Length; i++)
        {
            if (group[i] < 0 || group[i] >= groups)
            {
                throw new MisfitException(
                    $"its companion `{index.Info.Name}` puts input {i} into group {group[i]} of {groups}");
            }

            result[i] = (int)group[i];
        }

        return result;
    }

    /// <summary>As <see cref="Read"/>; null where all are −1, which means that it was never filled.</summary>
    public static int[]? ReadFilled(StoredTensor index, long groups) =>
        Array.TrueForAll(Numbers(index), group => group == -1) ? null : Read(index, groups);

    private static double[] Numbers(StoredTensor index)
    {
        double[] numbers = new double[index.Info.Shape.ElementCount];
        using var stream = index.OpenRead();
        ElementConversion.Read(stream, index.Info.Type, numbers);
        return numbers;
    }
}
