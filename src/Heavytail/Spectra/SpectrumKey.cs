using System.Globalization;
using System.Text;
using Heavytail.Hashing;
using Heavytail.Spectra;

namespace Heavytail;

/// <summary>
/// The identity of a spectrum: the content of the tensors as they are read, how their elements make matrices, the
/// request and the engine's generation. Equal keys mean equal bits.
/// </summary>
/// <param name="Hash">SHA-256 in lower-case hex.</param>
public readonly record struct SpectrumKey(string Hash)
{
    /// <summary>The key of a request.</summary>
    /// <param name="request">The layer, and how exactly.</param>
    /// <param name="content">What its matrices are made of.</param>
    /// <param name="generation">The identity of the engine's results.</param>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    internal static SpectrumKey Compute(SpectrumRequest request, SpectrumContent content, string generation)
    {
        string identity = $"{Describe(request, generation)}\n{content.Derivation}\n{content.Hash}";
        return new SpectrumKey(Convert.ToHexStringLower(Sha256.Of(Encoding.UTF8.GetBytes(identity))));
    }

    private static string Describe(SpectrumRequest request, string generation)
    {
        var layer = request.Layer;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{generation}|{request.Method}|{request.Precision}|{request.FloatFactor:R}|")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{layer.Tensor.Type}|{layer.Tensor.StoredType}|{layer.ReadRows}x{layer.ReadColumns}x{layer.Rf}|")
            + $"{layer.Layout.SlicesFirst}|{layer.Layout.Transposed}";
    }
}
