namespace Heavytail.Formats.Reparametrization;

/// <summary>PyTorch's names of what is behind a computed parameter.</summary>
internal static class ParameterNames
{
    private const string Parametrizations = "parametrizations.";

    /// <summary>
    /// Whether the last part is the name of a weight: <c>weight</c>, <c>weight_hh_l0</c>, <c>in_proj_weight</c>.
    /// </summary>
    public static bool IsWeight(string name) =>
        name[(name.LastIndexOf('.') + 1)..].Contains("weight", StringComparison.Ordinal);

    /// <summary><c>a.parametrizations.weight</c> → <c>a.weight</c>; null for another name.</summary>
    public static string? OfParametrization(string path)
    {
        int last = path.LastIndexOf('.');
        string before = path[..(last + 1)];
        return before.EndsWith(Parametrizations, StringComparison.Ordinal)
            && (before.Length == Parametrizations.Length || before[^(Parametrizations.Length + 1)] == '.')
            ? before[..^Parametrizations.Length] + path[(last + 1)..]
            : null;
    }
}
