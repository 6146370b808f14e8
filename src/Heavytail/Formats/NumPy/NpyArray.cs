// Specification: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.NumPy;

/// <summary>A .npy array within a file: the whole of it, or an entry of an .npz.</summary>
internal static class NpyArray
{
    /// <summary>The tensor of an array whose header is known.</summary>
    /// <param name="info">Description from the header; its elements are numeric.</param>
    /// <param name="header">The header.</param>
    /// <param name="openData">Opens the elements as stored: what the array has behind its header.</param>
    public static StoredTensor ToTensor(TensorInfo info, NpyHeader header, Func<Stream> openData) =>
        new(info, () => Decode(openData(), header, info.Type.Bits() / 8));

    /// <summary>The array must be exactly as long as its header says.</summary>
    public static void CheckLength(NpyHeader header, long found, ByteSource file, string tensor)
    {
        if (header.DataLength != found)
        {
            string problem =
                $"shape {header.Shape} of {header.Element.Type?.Name()} needs {header.DataLength:N0} bytes, "
                + $"{found:N0} follow the header";
            throw header.DataLength > found ? file.Truncated(problem, tensor) : file.InvalidTensor(tensor, problem);
        }
    }

    private static Stream Decode(Stream data, NpyHeader header, int elementBytes)
    {
        long length = header.Shape.ElementCount * elementBytes;
        if (header.FortranOrder)
        {
            var layout = StridedLayout.ColumnMajor(header.Shape);
            data = layout.IsContiguous ? data : new StridedStream(data, layout, elementBytes);
        }

        return header.Element.SwapWidth == 0 ? data : new ByteSwapStream(data, length, header.Element.SwapWidth);
    }
}
