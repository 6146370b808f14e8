using Heavytail.Tests.Support;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Graphs of a few nodes, frozen or with variables, and the checkpoint that is opened.</summary>
internal sealed class TinyGraphs : IDisposable
{
    private readonly TempFolder _folder = new();

    private TinyGraphs(Func<TempFolder, string> write) => Checkpoint = Checkpoint.Open(write(_folder));

    public Checkpoint Checkpoint { get; }

    /// <summary>A frozen graph.</summary>
    public static TinyGraphs Frozen(params byte[][] nodes) => new(folder => folder.Write("x.pb", Graph(nodes)));

    /// <summary>A SavedModel whose variables have shapes in the checkpoint alone.</summary>
    public static TinyGraphs Saved((string Name, long[] Shape, float[] Values)[] variables, params byte[][] nodes) =>
        new(folder =>
        {
            Write(folder, "m/variables/variables", variables);
            byte[][] stored = [.. variables.SelectMany(variable => new[]
            {
                Variable(variable.Name + "/handle", variable.Name),
                Node(variable.Name, "ReadVariableOp", [variable.Name + "/handle"]),
            })];
            return folder.Write("m/saved_model.pb", SavedModel(Graph([.. stored, .. nodes])));
        });

    /// <summary>A checkpoint of TensorFlow 1 with its graph beside it.</summary>
    public static TinyGraphs Version1((string Name, long[] Shape, float[] Values)[] variables, params byte[][] nodes) =>
        new(folder =>
        {
            byte[][] stored = [.. variables.Select(variable => Node(variable.Name, "VariableV2", []))];
            folder.Write("model.ckpt.meta", MetaGraph(Graph([.. stored, .. nodes])));
            return Write(folder, "model.ckpt", variables);
        });

    public static byte[] F(string name, long[] shape, params float[] values) =>
        Const(name, Tensor(Float, shape, Field(4, Floats(values))));

    public static byte[] Scalar(string name, int value) => Const(name, Tensor(Integer, [], Field(4, Ints(value))));

    public static byte[] Number(string key, long value) => Attribute(key, Field(3, value));

    public static byte[] TypeOf(string key, long type) => Attribute(key, Field(6, type));

    public static byte[] Multiplied(string weight) => Node("y", "MatMul", ["x", weight]);

    public static byte[] Variable(string node, string name) =>
        Node(node, "VarHandleOp", [], Attribute("shared_name", Field(2, name)));

    public void Dispose()
    {
        Checkpoint.Dispose();
        _folder.Dispose();
    }

    private static string Write(TempFolder folder, string path, (string Name, long[] Shape, float[] Values)[] variables)
    {
        var entries = new List<(string, byte[])> { ("", BundleHeader(1)) };
        var data = new List<byte>();
        foreach (var (name, shape, values) in variables.OrderBy(variable => variable.Name, StringComparer.Ordinal))
        {
            entries.Add((name, BundleEntry(Float, shape, 0, data.Count, 4 * values.Length)));
            data.AddRange(Floats(values));
        }

        folder.Write($"{path}.data-00000-of-00001", [.. data]);
        return folder.Write($"{path}.index", Table([.. entries]));
    }
}
