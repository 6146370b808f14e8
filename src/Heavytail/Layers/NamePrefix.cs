namespace Heavytail;

/// <summary>What all names of a model begin with: a table cuts it, and patterns may leave it out.</summary>
public static class NamePrefix
{
    private static readonly char[] s_separators = ['.', '/'];

    /// <summary>The prefix up to its last separator; empty where names have none in common.</summary>
    public static string Of(IEnumerable<string> names)
    {
        string? prefix = null;
        int count = 0;
        foreach (string name in names)
        {
            count++;
            prefix = prefix is null ? name : prefix[..prefix.AsSpan().CommonPrefixLength(name)];
        }

        return count < 2 ? "" : prefix![..(prefix!.LastIndexOfAny(s_separators) + 1)];
    }

    /// <summary>The prefix of a model's layers, those that are left out too.</summary>
    public static string Of(IEnumerable<Layer> layers) => Of(layers.Select(layer => layer.Name));
}
