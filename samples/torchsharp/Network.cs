using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Heavytail.Samples.TorchSharp;

/// <summary>Three dense layers. The first two are large enough for their spectra to have a tail.</summary>
internal sealed class Network : Module<Tensor, Tensor>
{
    // The names of these fields become the names of the layers in the table.
    private readonly Linear fc1 = Linear(Data.Features, 256);
    private readonly Linear fc2 = Linear(256, 128);
    private readonly Linear fc3 = Linear(128, Data.Classes);

    public Network()
        : base(nameof(Network))
    {
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = functional.relu(fc1.forward(input));
        hidden = functional.relu(fc2.forward(hidden));
        return fc3.forward(hidden).MoveToOuterDisposeScope();
    }
}
