using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The variables of a checkpoint as tensors.</summary>
internal static class BundleTensors
{
    private const string Attribute = "/.ATTRIBUTES/VARIABLE_VALUE";
    private const string OptimizerState = "state of the optimizer";

    /// <summary>What TensorFlow 1 adds to a variable's name for what its optimizers keep of it.</summary>
    private static readonly string[] s_slots =
    [
        "Adam", "AdaMax", "Adamax", "Adagrad", "AdagradDA", "Adadelta", "RMSProp", "Momentum", "Ftrl",
        "FtrlAccum", "LAMB",
        "adam_m", "adam_v", "NadamOptimizer", "accumulator", "LazyAdam",
    ];

    /// <summary>The variables, without what the optimizer keeps, by the names that their objects give.</summary>
    /// <param name="bundle">The index.</param>
    /// <param name="shards">Its open files.</param>
    /// <param name="partitions">Where the parts of partitioned variables lie, as a graph says, by their names.</param>
    /// <param name="skipped">Takes what is not listed.</param>
    /// <exception cref="InvalidCheckpointException">A variable is not whole.</exception>
    public static IReadOnlyList<BundleVariable> Find(
        Bundle bundle,
        IReadOnlyDictionary<long, ByteSource> shards,
        IReadOnlyDictionary<string, VariablePart> partitions,
        UnreadTensors skipped)
    {
        var objects = bundle.Entries.FirstOrDefault(
            entry => entry is { Key: Bundle.ObjectGraphKey, Type.Name: "DT_STRING", IsSliced: false });
        var names = objects is null
            ? new Dictionary<string, string>()
            : ObjectGraph.Names(objects, shards[objects.Shard]);
        var keys = bundle.Entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<BundleVariable>();
        foreach (var entry in bundle.Entries.Where(entry => entry.Key != Bundle.ObjectGraphKey))
        {
            string name = names.GetValueOrDefault(entry.Key) ?? WithoutAttribute(entry.Key);
            if (IsOptimizerState(entry.Key, keys))
            {
                skipped.AddTrainingState(name, OptimizerState, entry.Shape, EncodingOf(entry), entry.Size);
            }
            else if (entry.Type.Element is null)
            {
                skipped.AddType(name, entry.Type.Name, entry.Shape, entry.Size);
            }
            else if (!entry.IsSliced)
            {
                // Its full name may be the key of another one.
                found.Add(BundleVariable.Whole(
                    used.Add(name) ? name : entry.Key, entry, shards, bundle.IsBigEndian));
            }
            else if (BundleVariable.Sliced(name, entry, bundle, shards, out string problem) is { } joined)
            {
                found.Add(used.Add(name) ? joined : joined with { Name = entry.Key });
            }
            else
            {
                skipped.AddPiece(
                    name, $"{PartitionedVariables.Part}: {problem}", entry.Shape, EncodingOf(entry),
                    entry.Parts.Aggregate(Int128.Zero, (sum, part) => sum + (part?.Size ?? 0)));
            }
        }

        return PartitionedVariables.Join(found, partitions, skipped);
    }

    /// <summary>
    /// The shapes of variables by the names that a graph has for them; null of a part of a larger one, and of a name
    /// that several have.
    /// </summary>
    public static IReadOnlyDictionary<string, TensorShape?> Shapes(IReadOnlyList<BundleVariable> variables)
    {
        var shapes = new Dictionary<string, TensorShape?>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            shapes[variable.Name] = shapes.ContainsKey(variable.Name) ? null : variable.Shape;
            foreach (string part in variable.Parts)
            {
                shapes[part] = null;
            }
        }

        return shapes;
    }

    /// <summary>Variables as tensors.</summary>
    /// <param name="found">The variables.</param>
    /// <param name="graph">Roles that a graph gives, by the names of variables.</param>
    /// <param name="classes">Layers' names → their Keras classes.</param>
    public static IReadOnlyList<StoredTensor> List(
        IReadOnlyList<BundleVariable> found,
        IReadOnlyDictionary<string, Func<TensorShape, TensorRole?>> graph,
        IReadOnlyDictionary<string, string> classes)
    {
        var naming = new KerasNaming(
            found.Select(variable => KeyValuePair.Create(variable.Name, variable.Shape)), classes);
        return
        [
            .. found.Select((variable, index) => new StoredTensor(
                new TensorInfo(index, variable.Name, variable.Element, variable.Shape, variable.File.Path)
                {
                    StoredNames = variable.Parts,
                    Role = GraphNames.Join(
                        (graph.GetValueOrDefault(variable.Name)
                            ?? graph.GetValueOrDefault(PartitionedVariables.FirstPart(variable.Name)))
                            ?.Invoke(variable.Shape),
                        naming.RoleInTensorFlow(variable.Name, variable.Shape)),
                },
                variable.OpenRead)),
        ];
    }

    private static string EncodingOf(BundleEntry entry) => entry.Type.Element?.Name() ?? entry.Type.Name;

    private static string WithoutAttribute(string key) =>
        key.EndsWith(Attribute, StringComparison.Ordinal) ? key[..^Attribute.Length] : key;

    /// <summary>By the keys of TensorFlow 2, or a variable's name with the optimizer's word behind it.</summary>
    private static bool IsOptimizerState(string key, HashSet<string> keys)
    {
        if (key.Contains("/.OPTIMIZER_SLOT/", StringComparison.Ordinal)
            || key.StartsWith("optimizer/", StringComparison.Ordinal)
            || key.StartsWith("_optimizer/", StringComparison.Ordinal)
            || key.Contains("/optimizer/", StringComparison.Ordinal))
        {
            return true;
        }

        int slash = key.LastIndexOf('/');
        return slash > 0 && keys.Contains(key[..slash])
            && s_slots.Contains(key[(slash + 1)..].TrimEnd('_', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));
    }
}
