using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// The kernels of matrices side by side: every lane of every set against the plain loops of one matrix.
/// </summary>
public sealed unsafe class LaneKernelTests
{
    private static readonly LaneKernels s_plain = new ScalarLaneKernels();

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string set in KernelSet.Supported)
            {
                foreach (int order in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 30 })
                {
                    cases.Add(set, order);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_lane_is_a_matrix(string set, int order)
    {
        var kernels = KernelSet.Choose(set);
        Check(kernels.Lanes, order);
        Check(kernels.FewLanes, order);
    }

    [Theory]
    [InlineData("vector512", 8, 4)]
    [InlineData("vector256", 4, 2)]
    [InlineData("vector128", 2, 2)]
    [InlineData("scalar", 1, 1)]
    public void There_are_as_many_lanes_as_doubles_in_a_vector(string set, int lanes, int few)
    {
        Assert.SkipUnless(KernelSet.Supported.Contains(set), $"this CPU has no {set}");
        Assert.Equal((lanes, few), (KernelSet.Choose(set).Lanes.Lanes, KernelSet.Choose(set).FewLanes.Lanes));
    }

    private static void Check(LaneKernels kernels, int order)
    {
        double[][] expected = [.. Enumerable.Range(0, kernels.Lanes).Select(
            lane => Run(s_plain, order, [Sample(order, lane)])[0])];
        double[][] actual = Run(
            kernels, order, [.. Enumerable.Range(0, kernels.Lanes).Select(lane => Sample(order, lane))]);
        for (int lane = 0; lane < kernels.Lanes; lane++)
        {
            for (int k = 0; k < expected[lane].Length; k++)
            {
                double x = expected[lane][k];
                Assert.Equal(x, actual[lane][k], 1e-12 * Math.Max(1, Math.Abs(x)));
            }
        }
    }

    /// <summary>
    /// All kernels, each on what the one before made: triangle, v, w, next, y, tau, beta of each matrix.
    /// </summary>
    private static double[][] Run(LaneKernels kernels, int order, double[][] samples)
    {
        int lanes = kernels.Lanes;
        int length = samples[0].Length;
        using var memory = new AlignedMemory<double>((long)length * lanes);
        for (int k = 0; k < length * lanes; k++)
        {
            memory.Pointer[k] = samples[k % lanes][k / lanes];
        }

        double* a = memory.Pointer;
        double* v = a + (order * (order + 1) / 2 * lanes);
        double* w = v + (order * lanes);
        double* next = w + (order * lanes);
        double* y = next + (order * lanes);
        double* tau = y + (order * lanes);
        kernels.Column(a, order, v, w, next);
        kernels.Reflect(next, order, tau, tau + lanes);
        kernels.Pass(a, order, v, w, next, y);
        kernels.Combine(y, next, order, tau, w);
        return
        [
            .. Enumerable.Range(0, lanes).Select(lane => Enumerable.Range(0, length)
                .Select(k => new ReadOnlySpan<double>(memory.Pointer, length * lanes)[(k * lanes) + lane]).ToArray()),
        ];
    }

    /// <summary>In lane 1 there is nothing to reflect: column and vectors are zero below the first row.</summary>
    private static double[] Sample(int order, int lane)
    {
        int triangle = order * (order + 1) / 2;
        double[] numbers = SplitMix.Normals((ulong)lane + 1, triangle + (4 * order) + 2);
        if (lane == 1)
        {
            numbers.AsSpan(1, order - 1).Clear();
            numbers.AsSpan(triangle, 2 * order).Clear();
        }

        return numbers;
    }
}
