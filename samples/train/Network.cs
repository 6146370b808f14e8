using TorchSharp;
using TorchSharp.Modules;

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Heavytail.Samples.Train;

/// <summary>
/// Two convolutions and three dense layers for 28x28 grey images in ten classes.
/// The hidden dense layers are wide enough for their spectra to have a shape.
/// </summary>
internal sealed class Network : Module<Tensor, Tensor>
{
    // The names of these fields become the names of the tensors in the file: conv1.weight, fc3.bias.
    private readonly Conv2d conv1 = Conv2d(1, 16, 5, stride: 2);
    private readonly Conv2d conv2 = Conv2d(16, 32, 5, stride: 2);
    private readonly Linear fc1 = Linear(512, 256);
    private readonly Linear fc2 = Linear(256, 192);
    private readonly Linear fc3 = Linear(192, 10);

    private Network()
        : base(nameof(Network))
    {
        RegisterComponents();
    }

    /// <summary>The same seed gives the same initial weights, by PyTorch's default initialisation.</summary>
    public static Network Create(int seed)
    {
        random.manual_seed(seed);
        return new Network();
    }

    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var features = functional.relu(conv1.forward(images));
        features = functional.relu(conv2.forward(features));
        features = functional.relu(fc1.forward(features.flatten(1)));
        features = functional.relu(fc2.forward(features));
        return fc3.forward(features).MoveToOuterDisposeScope();
    }
}
