using System.Runtime.InteropServices;
using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Formats.Adapters;

/// <summary>A folder with an adapter of PEFT, and one with its base; tensors are F64.</summary>
internal sealed class TinyAdapter : IDisposable
{
    private readonly TempFolder _folder = new(inMemory: true);

    /// <param name="config">Fields of adapter_config.json beside <c>peft_type</c>.</param>
    /// <param name="tensors">Tensors of the adapter, without PEFT's prefix.</param>
    public TinyAdapter(string config, params (string Name, long[] Shape, double[] Data)[] tensors)
    {
        _folder.Write("adapter/adapter_config.json", Encoding.UTF8.GetBytes($"{{\"peft_type\": \"LORA\", {config}}}"));
        Write("adapter/adapter_model.safetensors", "base_model.model.", tensors);
    }

    public string Path => System.IO.Path.Combine(_folder.Path, "adapter");

    public string BasePath => System.IO.Path.Combine(_folder.Path, "base");

    /// <summary>Writes the base.</summary>
    public TinyAdapter WithBase(params (string Name, long[] Shape, double[] Data)[] tensors)
    {
        Write("base/model.safetensors", "", tensors);
        return this;
    }

    /// <summary>Analyzes the adapter alone.</summary>
    public ModelAnalysis Analyze(params IReadOnlyList<string> measures) => Analyze(Checkpoint.Open(Path), measures);

    /// <summary>Analyzes the merged model.</summary>
    public ModelAnalysis AnalyzeMerged(params IReadOnlyList<string> measures) =>
        Analyze(Checkpoint.OpenAdapter(Path, BasePath), measures);

    /// <summary>Analyzes tensors in memory.</summary>
    public static ModelAnalysis Analyze(params (string Name, long[] Shape, double[] Data)[] tensors) => Analyze(
        Checkpoint.FromTensors("memory", tensors.Select(tensor => new NamedTensor(
            tensor.Name, new TensorShape(tensor.Shape), tensor.Data))),
        []);

    public void Dispose() => _folder.Dispose();

    private static ModelAnalysis Analyze(Checkpoint checkpoint, IReadOnlyList<string> measures)
    {
        using (checkpoint)
        {
            var options = new AnalysisOptions
            {
                Selection = new LayerSelection { MinEvals = 1 },
                Measures = new MeasureOptions { List = MeasureCatalog.DefaultAnd(measures) },
            };
            return Analyzer.Analyze(checkpoint, options);
        }
    }

    private void Write(string path, string prefix, (string Name, long[] Shape, double[] Data)[] tensors) =>
        _folder.Write(path, TinySafeTensors.File(
            [.. tensors.Select(tensor => (
                prefix + tensor.Name, "F64", tensor.Shape, MemoryMarshal.AsBytes(tensor.Data.AsSpan()).ToArray()))]));
}
