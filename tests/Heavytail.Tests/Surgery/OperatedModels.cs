using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Surgery;

/// <summary>Models as safetensors in memory, and how tests operate on them.</summary>
internal static class OperatedModels
{
    private static readonly AnalysisOptions s_all = new()
    {
        Selection = new LayerSelection { MinEvals = 1 },
    };

    /// <summary>Noise with heavier columns, F64.</summary>
    public static double[] Weights(ulong seed, params long[] shape)
    {
        long columns = shape[1];
        double[] normals = SplitMix.Normals(seed, (int)new TensorShape(shape).ElementCount);
        return [.. normals.Select((value, k) => value / Math.Sqrt(1 + (k % columns)))];
    }

    /// <summary>A file of F64 tensors.</summary>
    public static byte[] Doubles(params (string Name, long[] Shape, double[] Data)[] tensors) => TinySafeTensors.File(
        new Dictionary<string, string> { ["format"] = "pt", ["note"] = "kept" },
        [.. tensors.Select(tensor => (tensor.Name, "F64", tensor.Shape, Bytes(tensor.Data)))]);

    public static byte[] Bytes(double[] numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(double)];
        Buffer.BlockCopy(numbers, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    /// <summary>Operates on a file; the result and the new file.</summary>
    public static (SurgeryResult Result, byte[] File) Operate(
        byte[] file, SurgeryOperation operation, AnalysisOptions? options = null, string name = "m.safetensors")
    {
        using var checkpoint = Checkpoint.Open(file, name);
        var (result, files) = Operate(checkpoint, operation, options);
        return (result, files.Single().Bytes);
    }

    /// <summary>Operates on an open model; the result and the new files.</summary>
    public static (SurgeryResult Result, IReadOnlyList<(string Name, byte[] Bytes)> Files) Operate(
        Checkpoint checkpoint, SurgeryOperation operation, AnalysisOptions? options = null)
    {
        options = ModelSurgery.Needed(options ?? s_all, operation);
        var copy = ModelCopy.Of(checkpoint);
        MemoryStream[] streams = [.. copy.Files.Select(_ => new MemoryStream())];
        var before = Analyzer.Analyze(checkpoint, options);
        var result = ModelSurgery.Operate(checkpoint, before, operation, copy, streams);
        return (result, [.. copy.Files.Zip(streams, (made, stream) => (made.Name, stream.ToArray()))]);
    }

    public static SurgeryLayer Of(this SurgeryResult result, string name) =>
        result.Layers.Single(layer => layer.Before.Layer.Name == name);

    /// <summary>The numbers of a tensor of a file.</summary>
    public static double[] Numbers(byte[] file, string name)
    {
        using var checkpoint = Checkpoint.Open(file, "written.safetensors");
        var tensor = checkpoint.Tensors.Single(tensor => tensor.Name == name);
        double[] numbers = new double[tensor.Shape.ElementCount];
        checkpoint.Read(tensor, numbers);
        return numbers;
    }
}
