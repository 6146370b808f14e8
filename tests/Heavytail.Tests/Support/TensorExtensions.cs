using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>Shorthands for what tests ask of an open checkpoint.</summary>
internal static class TensorExtensions
{
    /// <summary>The one tensor of this name.</summary>
    public static TensorInfo Tensor(this Checkpoint checkpoint, string name) =>
        Assert.Single(checkpoint.Tensors, tensor => tensor.Name == name);

    /// <summary>All its numbers.</summary>
    public static double[] Read(this Checkpoint checkpoint, string name) => checkpoint.Read(checkpoint.Tensor(name));

    public static double[] Read(this Checkpoint checkpoint, TensorInfo tensor)
    {
        double[] numbers = new double[tensor.Shape.ElementCount];
        checkpoint.Read(tensor, numbers);
        return numbers;
    }
}
