using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.Quantization;

/// <summary>Small companions that are read as a whole.</summary>
internal static class Scalars
{
    /// <summary>One for each channel of the widest layers known.</summary>
    private const long MostElements = 1 << 18;

    /// <summary>Scales of a whole tensor are one number.</summary>
    public static bool IsScalar(StoredTensor tensor) =>
        tensor.Info.Shape.ElementCount == 1 && ElementConversion.CanConvert(tensor.Info.Type);

    /// <summary>Whether all elements may be read where a header is read.</summary>
    public static bool IsSmall(StoredTensor tensor) => ElementConversion.CanConvert(tensor.Info.Type)
        && tensor.Info.Shape.ElementCount <= MostElements;

    /// <summary>The number of a tensor that has one.</summary>
    public static double Read(StoredTensor tensor)
    {
        double[] number = new double[1];
        Read(tensor, number);
        return number[0];
    }

    /// <summary>Its reciprocal: compressed-tensors' global scales divide.</summary>
    public static double ReadReciprocal(StoredTensor tensor) => 1 / Read(tensor);

    /// <summary>All elements of a small tensor.</summary>
    public static double[] ReadAll(StoredTensor tensor)
    {
        double[] numbers = new double[tensor.Info.Shape.ElementCount];
        Read(tensor, numbers);
        return numbers;
    }

    /// <summary>All elements of a small tensor.</summary>
    public static void Read(StoredTensor tensor, Span<double> numbers)
    {
        using var stream = tensor.OpenRead();
        ElementConversion.Read(stream, tensor.Info.Type, numbers);
    }
}
