namespace Heavytail.Layers.Rules;

/// <summary>A name cut at its separators, and what comes before and behind each of the parts.</summary>
internal sealed class PathParts
{
    private readonly string _name;
    private readonly List<(int Start, int End)> _parts = [];

    private PathParts(string name) => _name = name;

    public int Count => _parts.Count;

    public string this[int k] => _name[_parts[k].Start.._parts[k].End];

    /// <summary>Cuts a name; the last of the parts is the rest where there are more.</summary>
    /// <param name="name">Name, with or without TensorFlow's <c>:0</c>.</param>
    /// <param name="most">Largest number of parts.</param>
    public static PathParts Of(string name, int most)
    {
        var cut = new PathParts(name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name);
        int start = 0;
        while (cut._parts.Count < most - 1 && cut._name.AsSpan(start).IndexOfAny('.', '/') is >= 0 and int length)
        {
            cut._parts.Add((start, start + length));
            start += length + 1;
        }

        cut._parts.Add((start, cut._name.Length));
        return cut;
    }

    /// <summary>What comes before a part, with the separator.</summary>
    public string Before(int k) => _name[.._parts[k].Start];

    /// <summary>What comes before a part, without the separator.</summary>
    public string Owner(int k) => k == 0 ? "" : _name[.._parts[k - 1].End];

    /// <summary>All up to a part and the part itself.</summary>
    public string Until(int k) => _name[.._parts[k].End];

    /// <summary>What comes behind a part; empty behind the last.</summary>
    public string After(int k) => k + 1 < Count ? _name[_parts[k + 1].Start..] : "";

    /// <summary>Whether a layer is numbered before a part: <c>layers.0</c>, <c>layer1</c>.</summary>
    public bool HasNumberBefore(int k) => Before(k).AsSpan().ContainsAnyInRange('0', '9');
}
