using System.Globalization;

namespace Heavytail.Formats.Contract;

/// <summary>Collects what is in a file and not listed as a tensor, for the metadata.</summary>
internal sealed class UnsupportedTensors
{

    private readonly List<string> _unsupported = [];
    private readonly Dictionary<string, int> _ignored = new(StringComparer.Ordinal);

    /// <summary>A tensor that cannot be used, and why.</summary>
    public void Unsupported(string name, string reason) => _unsupported.Add($"{name}: {reason}");

    /// <summary>One tensor more of a kind that is not part of the network.</summary>
    public void Ignored(string kind) => _ignored[kind] = _ignored.GetValueOrDefault(kind) + 1;

    /// <summary>Adds the keys <c>unsupported</c> and <c>ignored</c> where there is something to say.</summary>
    public void AddTo(Dictionary<string, string> metadata)
    {
        MetadataNotes.AddTo(metadata, MetadataNotes.UnsupportedKey, _unsupported);

        if (_ignored.Count > 0)
        {
            metadata["ignored"] = string.Join("; ", _ignored.Select(kind => string.Create(
                CultureInfo.InvariantCulture, $"{kind.Key}: {kind.Value} {(kind.Value == 1 ? "tensor" : "tensors")}")));
        }
    }
}
