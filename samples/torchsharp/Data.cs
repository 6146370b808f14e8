using static TorchSharp.torch;

namespace Heavytail.Samples.TorchSharp;

/// <summary>
/// Ten classes that a network can learn, and a share of wrong labels that it can only memorize. Nothing is downloaded.
/// </summary>
internal sealed class Data : IDisposable
{
    public const int Features = 128;
    public const int Classes = 10;

    private const int Examples = 4096;
    private const double Noise = 0.5;
    private const double WrongLabels = 0.1;

    /// <summary>Each example is the center of its class, and noise. The seed of torch decides all of it.</summary>
    public Data()
    {
        using var scope = NewDisposeScope();
        var classes = randint(Classes, Examples);
        var centers = randn(Classes, Features);
        var wrong = rand(Examples) < WrongLabels;
        Inputs = (centers.index_select(0, classes) + (Noise * randn(Examples, Features))).MoveToOuterDisposeScope();
        Labels = where(wrong, randint(Classes, Examples), classes).MoveToOuterDisposeScope();
    }

    /// <summary>Examples × features.</summary>
    public Tensor Inputs { get; }

    /// <summary>A class for each example.</summary>
    public Tensor Labels { get; }

    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }
}
