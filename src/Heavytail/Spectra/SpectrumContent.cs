using System.Globalization;
using System.Text;
using Heavytail.Hashing;

namespace Heavytail.Spectra;

/// <summary>
/// What the matrices of a layer are made of: the stored elements of one layer or several, as they are read, and what is
/// computed of them. Elements are read and hashed when the hash is first asked for, and once for all that is derived.
/// </summary>
internal sealed class SpectrumContent
{
    /// <summary>What <see cref="Kind"/> is for matrices that are stored.</summary>
    public const string Stored = "stored";

    private const int BufferBytes = 1 << 17;

    private readonly Lazy<string> _hash;

    private SpectrumContent(Lazy<string> hash, string derivation, string kind) =>
        (_hash, Derivation, Kind) = (hash, derivation, kind);

    /// <summary>SHA-256 of the stored elements and of how they are read, in lower-case hex.</summary>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    public string Hash => _hash.Value;

    /// <summary>What is computed of the elements, with all that decides it; empty for nothing.</summary>
    public string Derivation { get; }

    /// <summary>What is computed of the elements, for people.</summary>
    public string Kind { get; }

    /// <summary>The content of a layer.</summary>
    /// <param name="layer">The layer: stored, or computed from its sources.</param>
    /// <param name="derivation">How matrices are computed from the sources; empty for those that are stored.</param>
    /// <param name="kind">The same for people.</param>
    /// <param name="open">Opens the stored elements of a layer, in its order of reading.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static SpectrumContent Of(
        Layer layer, string derivation, string kind, Func<Layer, Stream> open, CancellationToken cancellation)
    {
        IReadOnlyList<Layer> stored = layer.IsComputed ? layer.Sources : [layer];

        // A failure is not remembered: the decomposition, or the next who asks, meets it again.
        return new SpectrumContent(
            new Lazy<string>(() => Read(stored, open, cancellation), LazyThreadSafetyMode.PublicationOnly),
            derivation,
            kind);
    }

    /// <summary>What is computed of this.</summary>
    /// <param name="derivation">How, with all that decides it.</param>
    /// <param name="kind">The same for people.</param>
    public SpectrumContent Derive(string derivation, string kind) =>
        new(_hash, Derivation.Length == 0 ? derivation : $"{Derivation}|{derivation}", kind);

    private static string Read(
        IReadOnlyList<Layer> layers, Func<Layer, Stream> open, CancellationToken cancellation)
    {
        using var hash = Sha256.Begin();
        byte[] buffer = new byte[BufferBytes];
        foreach (var layer in layers)
        {
            hash.Append(Encoding.UTF8.GetBytes(Describe(layer)));
            using var stream = open(layer);
            for (long left = layer.ElementCount * (layer.Tensor.Type.Bits() / 8); left > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = (int)Math.Min(left, buffer.Length);
                stream.ReadExactly(buffer, 0, count);
                hash.Append(buffer.AsSpan(0, count));
                left -= count;
            }
        }

        return hash.FinishAsText();
    }

    /// <summary>How the elements of a layer lie in its order of reading.</summary>
    private static string Describe(Layer layer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{layer.Tensor.Type}|{layer.ReadRows}x{layer.ReadColumns}x{layer.Rf}|{layer.Kernel}|")
        + $"{layer.Layout.SlicesFirst}|{layer.Layout.Transposed}\n";
}
