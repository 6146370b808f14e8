using System.Buffers.Binary;
using System.IO.Compression;

using TorchSharp;

using static TorchSharp.torch;

namespace Heavytail.Samples.Train;

/// <summary>Images as [count, 1, 28, 28] floats, normalised, and labels as [count] class numbers.</summary>
internal sealed record LabelledImages(Tensor Images, Tensor Labels)
{
    public long Count => Labels.shape[0];
}

/// <summary>Reads the four gzipped idx files of Fashion-MNIST.</summary>
internal static class FashionMnist
{
    private const int ImageMagic = 0x00000803;
    private const int LabelMagic = 0x00000801;

    // Mean and standard deviation of the training pixels on the scale 0..1.
    private const float PixelMean = 0.2860f;
    private const float PixelDeviation = 0.3530f;

    public static LabelledImages ReadTraining(string folder) => Read(folder, "train");

    public static LabelledImages ReadTest(string folder) => Read(folder, "t10k");

    private static LabelledImages Read(string folder, string prefix)
    {
        var images = ReadImages(Path.Combine(folder, $"{prefix}-images-idx3-ubyte.gz"));
        var labels = ReadLabels(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte.gz"));
        if (images.shape[0] != labels.shape[0])
        {
            throw new InvalidDataException(
                $"'{prefix}' holds {images.shape[0]} images but {labels.shape[0]} labels.");
        }

        return new LabelledImages(images, labels);
    }

    private static Tensor ReadImages(string path)
    {
        var (sizes, bytes) = ReadIdx(path, ImageMagic, dimensions: 3);
        var pixels = new float[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            pixels[i] = (bytes[i] / 255f - PixelMean) / PixelDeviation;
        }

        return tensor(pixels, [sizes[0], 1, sizes[1], sizes[2]]);
    }

    private static Tensor ReadLabels(string path)
    {
        var (sizes, bytes) = ReadIdx(path, LabelMagic, dimensions: 1);
        return tensor(Array.ConvertAll(bytes, label => (long)label), [sizes[0]]);
    }

    private static (int[] Sizes, byte[] Bytes) ReadIdx(string path, int magic, int dimensions)
    {
        using var content = new MemoryStream();
        using (var file = File.OpenRead(path))
        using (var gzip = new GZipStream(file, CompressionMode.Decompress))
        {
            gzip.CopyTo(content);
        }

        var all = content.ToArray();
        var headerLength = 4 * (1 + dimensions);
        if (all.Length < headerLength || BinaryPrimitives.ReadInt32BigEndian(all) != magic)
        {
            throw new InvalidDataException($"'{path}' is not the idx file expected here.");
        }

        var sizes = new int[dimensions];
        var expected = 1L;
        for (var i = 0; i < dimensions; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(all.AsSpan(4 * (i + 1)));
            expected *= sizes[i];
        }

        if (all.Length - headerLength != expected)
        {
            throw new InvalidDataException(
                $"'{path}' announces {expected} bytes of data but holds {all.Length - headerLength}.");
        }

        return (sizes, all[headerLength..]);
    }
}
