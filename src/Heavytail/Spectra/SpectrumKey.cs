using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Heavytail.Spectra;

/// <summary>
/// The identity of a spectrum: the content of the tensor as it is read, its dimensions, the request and the engine's
/// generation. Equal keys mean equal bits.
/// </summary>
/// <param name="Hash">SHA-256 in lower-case hex.</param>
internal readonly record struct SpectrumKey(string Hash)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Reads the layer's stored values once and hashes them.</summary>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    public static SpectrumKey Compute(
        SpectrumRequest request, Func<Stream> open, string generation, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Describe(request, generation)));
        long left = request.Layer.ElementCount * (request.Layer.Tensor.Type.Bits() / 8);
        byte[] buffer = new byte[BufferBytes];
        using var stream = open();
        while (left > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(left, buffer.Length);
            stream.ReadExactly(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        return new SpectrumKey(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string Describe(SpectrumRequest request, string generation)
    {
        var layer = request.Layer;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{generation}|{request.Method}|{request.Precision}|{request.FloatFactor}|{layer.Tensor.Type}|")
            + (layer.Tensor.StoredType == layer.Tensor.Type ? "" : $"{layer.Tensor.StoredType}|")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{layer.ReadRows}x{layer.ReadColumns}x{layer.Rf}|{layer.Layout.SlicesFirst}|{layer.Layout.Transposed}\n");
    }
}
