using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Heavytail.Samples.TorchSharp;

/// <summary>The parameters of a module as Heavytail takes them: names, shapes and values in memory, no file.</summary>
internal static class Weights
{
    /// <summary>A checkpoint of a copy of the parameters, so that training may go on while it is analyzed.</summary>
    /// <param name="name">The name of the model in errors and reports.</param>
    /// <param name="module">The module, on any device and of any type of floating point.</param>
    public static Checkpoint ToCheckpoint(string name, Module module) => Checkpoint.FromTensors(
        name, module.named_parameters().Select(entry => Copy(entry.name, entry.parameter)));

    private static NamedTensor Copy(string name, Tensor parameter)
    {
        using var scope = NewDisposeScope();
        var values = parameter.detach().cpu().to(float32);
        return new NamedTensor(name, new TensorShape(values.shape), values.data<float>().ToArray());
    }
}
