using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>PyTorch's names of what is behind a computed parameter.</summary>
internal static class ParameterNames
{
    /// <summary>How the name of a parameter ends whose weight is computed: <c>weight_orig</c>.</summary>
    public const string Original = "_orig";

    private const string Parametrizations = "parametrizations.";

    /// <summary>
    /// Whether the last part is the name of a weight: <c>weight</c>, <c>weight_hh_l0</c>, <c>in_proj_weight</c>.
    /// </summary>
    public static bool IsWeight(string name) =>
        name[(name.LastIndexOf('.') + 1)..].Contains("weight", StringComparison.Ordinal);

    /// <summary>
    /// Tensors of real numbers whose name ends so, with what is before it; without those whose weight is stored, too.
    /// </summary>
    public static IEnumerable<(string Prefix, StoredTensor Tensor)> EndingIn(TensorTable tensors, string suffix) =>
        tensors.EndingIn(suffix)
            .Where(found => found.Tensor.Info.Type.IsRealFloat() && !tensors.Contains(found.Prefix));

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
