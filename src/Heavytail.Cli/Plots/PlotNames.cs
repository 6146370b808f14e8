using System.Globalization;
using System.Text;
using Heavytail.Hashing;

namespace Heavytail.Cli.Plots;

/// <summary>
/// Names of files for layers, whatever a model calls them: letters of ASCII, digits, <c>. _ -</c>, each name once in
/// any case, none that a system keeps for itself.
/// </summary>
internal sealed class PlotNames
{
    /// <summary>A name in a folder may have 255 bytes; the kind and the extension follow.</summary>
    private const int MostLetters = 120;

    private const int HashLetters = 8;

    /// <summary>Names of devices of Windows, whatever follows a dot.</summary>
    private static readonly HashSet<string> s_devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(k => new[] { $"COM{k}", $"LPT{k}" })],
        StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name for a layer; <c>~2</c> follows where another layer has the same.</summary>
    public string Add(string layer)
    {
        string name = Safe(layer);
        string unique = name;
        for (int k = 2; !_used.Add(unique); k++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}~{k}");
        }

        return unique;
    }

    private static string Safe(string layer)
    {
        string name = string.Concat(
            layer.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));
        if (name.Length > MostLetters)
        {
            // Both ends say which layer it is; the hash tells those apart that differ between.
            string hash = Convert.ToHexStringLower(Sha256.Of(Encoding.UTF8.GetBytes(layer)))[..HashLetters];
            int half = (MostLetters - HashLetters - 2) / 2;
            name = $"{name[..half]}_{hash}_{name[^half..]}";
        }

        bool isHidden = name.Length == 0 || name[0] is '.' or '-';
        return isHidden || s_devices.Contains(name.Split('.')[0]) ? "_" + name : name;
    }
}
