// Specification: https://flax-linen.readthedocs.io/en/latest/api_reference/flax.linen/transformations.html (scan).
namespace Heavytail.Tensors;

/// <summary>
/// Modules whose parameters are stacked over layers, one dimension more in each of them: Flax' <c>nn.scan</c>. Their
/// norms give them away, which have two dimensions, and all else below the module has that dimension too.
/// </summary>
internal sealed class ScannedLayers
{
    /// <summary>Names of deeper trees, or longer ones, are of no known program.</summary>
    private const int MostParts = 24;

    private const int LongestName = 1000;

    private readonly Dictionary<string, int> _axes = new(StringComparer.Ordinal);

    /// <param name="shapes">All tensors, <c>/</c> between the parts of their names.</param>
    public ScannedLayers(IReadOnlyDictionary<string, TensorShape> shapes)
    {
        var evidence = shapes.Where(tensor => tensor.Key.Length <= LongestName && IsEvidence(tensor.Key, tensor.Value))
            .ToList();
        if (evidence.Count == 0)
        {
            return;
        }

        var modules = Modules(shapes);
        foreach (var (name, scale) in evidence)
        {
            foreach (string module in Ancestors(name))
            {
                var common = modules[module];
                int axis = common.First == scale[0] && scale[0] > 1 ? 0
                    : common.Second == scale[1] && scale[1] > 1 ? 1 : -1;
                if (axis >= 0 && common.HasKernel)
                {
                    _axes.TryAdd(module, axis);
                    break;
                }
            }
        }
    }

    /// <summary>The dimension that counts the layers; null for a tensor that is of one layer.</summary>
    public int? AxisOf(string name)
    {
        if (_axes.Count == 0 || name.Length > LongestName)
        {
            return null;
        }

        foreach (string module in Ancestors(name))
        {
            if (_axes.TryGetValue(module, out int axis))
            {
                return axis;
            }
        }

        return null;
    }

    /// <summary>The role of a tensor; of a stack, that of one of its layers and a dimension more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="ofOne">The role of a tensor that is of one layer.</param>
    public TensorRole? RoleOf(string name, TensorShape shape, Func<TensorShape, TensorRole?> ofOne)
    {
        if (AxisOf(name) is not int axis || axis >= shape.Rank)
        {
            return ofOne(shape);
        }

        return shape.Rank > 2
            ? Stacked(ofOne(new TensorShape([.. shape.Dimensions.RemoveAt(axis)])), axis, "layer")
            : new TensorRole(TensorPurpose.NotAWeight, name[(name.LastIndexOf('/') + 1)..]);
    }

    /// <summary>The role of a stack, each matrix of which has a role.</summary>
    public static TensorRole? Stacked(TensorRole? role, int axis, string word) =>
        role is null || role.Axes.Length == 0 ? role
        : role with { Axes = role.Axes.Insert(axis, "s"), StackWord = word };

    /// <summary>A norm for each layer.</summary>
    private static bool IsEvidence(string name, TensorShape shape)
    {
        if (shape.Rank != 2)
        {
            return false;
        }

        int cut = name.LastIndexOf('/') + 1;
        string last = name[cut..];
        return last is "scale" or "gamma"
            || (last is "weight" or "w" or "offset" or "beta"
                && NormNaming.IsNorm(name[..cut].TrimEnd('/').Split('/')[^1]));
    }

    /// <summary>What the dimensions of all tensors below a module have in common.</summary>
    private static Dictionary<string, Common> Modules(IReadOnlyDictionary<string, TensorShape> shapes)
    {
        var modules = new Dictionary<string, Common>(StringComparer.Ordinal);
        foreach (var (name, shape) in shapes.Where(tensor => tensor.Key.Length <= LongestName))
        {
            foreach (string module in Ancestors(name))
            {
                modules[module] = modules.TryGetValue(module, out var common) ? common.With(shape) : Common.Of(shape);
            }
        }

        return modules;
    }

    /// <summary>The modules around a tensor, the outermost first.</summary>
    private static IEnumerable<string> Ancestors(string name)
    {
        int parts = 0;
        for (int end = name.IndexOf('/', StringComparison.Ordinal); end > 0 && parts < MostParts; parts++)
        {
            yield return name[..end];
            end = name.IndexOf('/', end + 1);
        }
    }

    /// <param name="First">The first dimension that all have; -1 where they differ.</param>
    /// <param name="Second">The second dimension that all have.</param>
    /// <param name="HasKernel">Whether there is a stack of matrices.</param>
    private readonly record struct Common(long First, long Second, bool HasKernel)
    {
        public static Common Of(TensorShape shape) =>
            new(shape.Rank > 0 ? shape[0] : -1, shape.Rank > 1 ? shape[1] : -1, shape.Rank > 2);

        public Common With(TensorShape shape)
        {
            var other = Of(shape);
            return new Common(
                First == other.First ? First : -1, Second == other.Second ? Second : -1, HasKernel || other.HasKernel);
        }
    }
}
