using Heavytail.Tests.Support;

namespace Heavytail.Tests.Comparison;

/// <summary>Networks in memory, and how tests compare them.</summary>
internal static class ComparedModels
{
    /// <summary>Three layers of noise with heavier columns.</summary>
    public static readonly string[] Names = ["fc1", "fc2", "conv"];

    private static readonly TensorShape[] s_shapes = [new(60, 40), new(30, 60), new(20, 15, 3, 3)];

    /// <summary>The tensors of a network of a seed.</summary>
    public static Dictionary<string, (TensorShape Shape, float[] Values)> Network(ulong seed = 1)
    {
        var tensors = new Dictionary<string, (TensorShape, float[])>();
        for (int k = 0; k < Names.Length; k++)
        {
            var shape = s_shapes[k];
            tensors[Names[k]] = (shape, Values(seed + (ulong)(10 * k), shape));
        }

        return tensors;
    }

    public static float[] Values(ulong seed, TensorShape shape)
    {
        double[] normals = SplitMix.Normals(seed, (int)shape.ElementCount);
        return [.. normals.Select((value, k) => (float)(value / Math.Sqrt(1 + (k % shape[1]))))];
    }

    public static Checkpoint Open(
        IEnumerable<KeyValuePair<string, (TensorShape Shape, float[] Values)>> tensors, string name = "model") =>
        Checkpoint.FromTensors(name, tensors.Select(tensor => new NamedTensor(
            tensor.Key + ".weight", tensor.Value.Shape, tensor.Value.Values)));

    public static ModelComparison Compare(
        IEnumerable<KeyValuePair<string, (TensorShape Shape, float[] Values)>> before,
        IEnumerable<KeyValuePair<string, (TensorShape Shape, float[] Values)>> after,
        ComparisonOptions? options = null)
    {
        using var one = Open(before, "base");
        using var other = Open(after, "other");
        return Compare(one, other, options);
    }

    public static ModelComparison Compare(Checkpoint one, Checkpoint other, ComparisonOptions? options = null)
    {
        var analysis = new AnalysisOptions { Selection = new LayerSelection { MinEvals = 1 } };
        return ModelComparer.Compare(
            one, Analyzer.Analyze(one, analysis), other, Analyzer.Analyze(other, analysis),
            options ?? new ComparisonOptions());
    }

    public static ComparedLayer Of(this ModelComparison comparison, string name) =>
        comparison.Layers.Single(layer => layer.Name == name);
}
