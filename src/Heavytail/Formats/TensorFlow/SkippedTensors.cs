using System.Globalization;

namespace Heavytail.Formats.TensorFlow;

/// <summary>Collects what is in a file and not listed as a tensor, for the metadata.</summary>
internal sealed class SkippedTensors
{
    private const int MostListed = 20;

    private readonly List<string> _unsupported = [];
    private readonly Dictionary<string, int> _ignored = new(StringComparer.Ordinal);

    /// <summary>A tensor that cannot be used, and why.</summary>
    public void Unsupported(string name, string reason) => _unsupported.Add($"{name}: {reason}");

    /// <summary>One tensor more of a kind that is no part of the network.</summary>
    public void Ignored(string kind) => _ignored[kind] = _ignored.GetValueOrDefault(kind) + 1;

    /// <summary>Adds the keys <c>unsupported</c> and <c>ignored</c> where there is something to say.</summary>
    public void AddTo(Dictionary<string, string> metadata)
    {
        if (_unsupported.Count > 0)
        {
            string more = _unsupported.Count > MostListed
                ? string.Create(CultureInfo.InvariantCulture, $"; and {_unsupported.Count - MostListed} more")
                : "";
            metadata["unsupported"] = string.Join("; ", _unsupported.Take(MostListed)) + more;
        }

        if (_ignored.Count > 0)
        {
            metadata["ignored"] = string.Join("; ", _ignored.Select(kind => string.Create(
                CultureInfo.InvariantCulture, $"{kind.Key}: {kind.Value} {(kind.Value == 1 ? "tensor" : "tensors")}")));
        }
    }
}
