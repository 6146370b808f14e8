namespace Heavytail.Tests.Support;

/// <summary>The convolutions of a PyTorch checkpoint, with the norms after them folded in.</summary>
internal static class FoldedKernels
{
    private const double Epsilon = 1e-5;

    /// <summary>Those without a norm come as they are.</summary>
    public static List<(TensorShape Shape, double[] Kernel)> Of(Checkpoint torch)
    {
        var kernels = new List<(TensorShape, double[])>();
        var tensors = torch.Tensors;
        for (int i = 0; i < tensors.Count; i++)
        {
            if (tensors[i].Shape.Rank != 4)
            {
                continue;
            }

            double[] kernel = Read(torch, tensors[i]);
            int norm = i + 1;
            if (norm + 3 < tensors.Count && tensors[norm + 3].Name.EndsWith("running_var", StringComparison.Ordinal))
            {
                double[] scale = Read(torch, tensors[norm]);
                double[] variance = Read(torch, tensors[norm + 3]);
                int each = kernel.Length / scale.Length;
                kernel = [.. kernel.Select((value, at) =>
                    value * scale[at / each] / Math.Sqrt(variance[at / each] + Epsilon))];
            }

            kernels.Add((tensors[i].Shape, kernel));
        }

        return kernels;
    }

    public static double[] Read(Checkpoint checkpoint, TensorInfo tensor)
    {
        double[] numbers = new double[tensor.Shape.ElementCount];
        checkpoint.Read(tensor, numbers);
        return numbers;
    }

    /// <summary>Equal but for the rounding of single precision.</summary>
    public static bool AreClose(double[] a, double[] b)
    {
        double size = b.Max(Math.Abs);
        return a.Length == b.Length && a.Zip(b, (x, y) => Math.Abs(x - y)).All(error => error <= 1e-6 * size);
    }
}
