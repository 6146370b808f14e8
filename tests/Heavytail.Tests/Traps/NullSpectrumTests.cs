using System.Runtime.InteropServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Spectra;
using Heavytail.Tensors;
using Heavytail.Tests.Support;
using Heavytail.Traps;
using Xunit;

namespace Heavytail.Tests.Traps;

/// <summary>Permuted layers: the same entries, slice by slice, in another order, and their spectra.</summary>
public sealed class NullSpectrumTests
{
    private static readonly CpuEngine s_engine = new(KernelSet.Current);

    [Theory]
    [InlineData("12x30", ElementType.F32)]
    [InlineData("12x30", ElementType.F64)]
    [InlineData("12x30", ElementType.BF16)]
    [InlineData("12x30", ElementType.I8)]
    [InlineData("8x10x3x2", ElementType.F32)]
    [InlineData("8x10x3x2", ElementType.F16)]
    public void Every_slice_keeps_its_entries(string shape, ElementType type)
    {
        var layer = Of(shape, type);
        int width = type.Bits() / 8;
        byte[] stored = new byte[layer.ElementCount * width];
        new Random(1).NextBytes(stored);
        byte[] first = Permute(layer, stored, 5);
        Assert.Equal(first, Permute(layer, stored, 5));
        Assert.NotEqual(first, Permute(layer, stored, 6));
        for (int slice = 0; slice < layer.Rf; slice++)
        {
            string[] before = Slice(stored, slice);
            string[] after = Slice(first, slice);
            Assert.NotEqual(before, after);
            Assert.Equal(before.Order(), after.Order());
        }

        string[] Slice(byte[] bytes, int slice) =>
            [.. bytes.Chunk(width).Where((_, k) => k % layer.Rf == slice).Select(Convert.ToHexString)];
    }

    [Fact]
    public void Slices_that_follow_each_other_do_not_mix()
    {
        var tensor = new TensorInfo(0, "w", ElementType.U8, new TensorShape(3, 4, 5), "memory");
        var layer = new Layer(tensor, LayerKind.Conv1D, 5, 4, 3)
        {
            Layout = new(null, SlicesFirst: true, Transposed: true),
        };
        byte[] permuted = Permute(layer, [.. Enumerable.Range(0, 60).Select(k => (byte)k)], 1);
        Assert.All(permuted.Index(), pair => Assert.Equal(pair.Index / 20, pair.Item / 20));
    }

    /// <summary>All 24 orders of four entries: χ² of 23 degrees of freedom is below 50 in 999 of 1000.</summary>
    [Fact]
    public void Every_order_is_as_likely()
    {
        var layer = Of("2x2", ElementType.U8);
        var counts = new Dictionary<string, int>();
        for (int seed = 0; seed < 4800; seed++)
        {
            string order = Convert.ToHexString(Permute(layer, [1, 2, 3, 4], seed));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - 200, 2) / 200), 5, 50);
    }

    [Theory]
    [InlineData("60x40", ElementType.F32)]
    [InlineData("40x60", ElementType.F64)]
    [InlineData("24x40x3x3", ElementType.F32)]
    public void The_spectrum_is_that_of_the_permuted_elements(string shape, ElementType type)
    {
        var layer = SampleLayer.Of(shape, type)!;
        double[] weights = SplitMix.Normals(9, (int)layer.ElementCount);
        byte[] stored = type == ElementType.F64
            ? MemoryMarshal.AsBytes(weights.AsSpan()).ToArray()
            : MemoryMarshal.AsBytes(weights.Select(w => (float)w).ToArray().AsSpan()).ToArray();
        byte[] permuted = Permute(layer, stored, 3);
        var request = new SpectrumRequest(layer, new TensorAccess(CanSeek: true, BufferedBytes: 0));
        var plain = Decompose(request, permuted);
        foreach (int threads in new[] { 1, 2 })
        {
            var found = NullSpectrum.Compute(
                s_engine, request, () => new MemoryStream(stored), new Random(3), new SpectrumResources(1, threads),
                TestContext.Current.CancellationToken).Spectrum!;
            Assert.Equal(plain, found);
        }

        Close.Assert(Decompose(request, stored).Eigenvalues.Sum(), plain.Eigenvalues.Sum(), 1e-6, "Σλ");
    }

    [Fact]
    public void Memory_has_the_stored_elements_beside_the_engines()
    {
        var layer = SampleLayer.Of("512x256")!;
        var request = new SpectrumRequest(layer, new TensorAccess(CanSeek: false, BufferedBytes: 1 << 20));
        var inMemory = s_engine.Memory(request with { Access = new TensorAccess(CanSeek: true, BufferedBytes: 0) });
        var memory = NullSpectrum.Memory(s_engine, request);
        Assert.Equal(inMemory.PerSlice, memory.PerSlice);
        Assert.Equal((512 * 256 * 4) + Math.Max(inMemory.Held, 1 << 20), memory.Held);
    }

    /// <summary>An entry of twice θ_c is seen in every permutation, where the closed form has it.</summary>
    [Fact]
    public void Permutations_show_what_the_closed_form_says()
    {
        var layer = SampleLayer.Of("160x100")!;
        float[] weights = [.. SplitMix.Normals(10, 16_000).Select(z => (float)z)];
        weights[1234] = (float)(2 * SpikeLaw.Threshold(160, 100));
        var traps = Scan(layer, weights);
        var permuted = Replicates(layer, weights, traps, 20);
        Assert.Equal((1.0, (double?)0), (permuted.Spikes, permuted.SpikesDeviation));
        Close.Assert(traps.Strongest!.LargestEigenvalue, permuted.Largest, 0.03, "λ");
        Assert.Equal(TrapCause.Entry, permuted.Cause(traps, () => traps));
        Assert.Equal(1.0 / 21, permuted.PValue(1e9));
        Assert.Equal(1, permuted.PValue(0));
    }

    [Fact]
    public void Spikes_that_nothing_predicts_are_unexplained()
    {
        var layer = SampleLayer.Of("160x100")!;
        float[] weights = [.. SplitMix.Normals(11, 16_000).Select(z => (float)z)];
        var traps = Scan(layer, weights);
        Assert.Equal(TrapCause.None, new NullReplicates([new(700, 1, 0), new(700, 1, 0)]).Cause(traps, () => traps));
        Assert.Equal(
            TrapCause.Unexplained, new NullReplicates([new(700, 1.1, 1), new(700, 1.1, 1)]).Cause(traps, () => traps));
        Assert.Equal(TrapCause.None, Replicates(layer, weights, traps, 5).Cause(traps, () => traps));
    }

    /// <summary>t of four degrees of freedom has spikes by entries just below θ_c: its tail says why.</summary>
    [Fact]
    public void Spikes_of_a_heavy_tail_are_explained()
    {
        var layer = SampleLayer.Of("160x100")!;
        double[] weights = new double[16_000];
        MathNet.Numerics.Distributions.StudentT.Samples(new Random(6), weights, 0, 1, 3);
        double limit = 0.9 * SpikeLaw.Threshold(160, 100) * 1.6;
        var traps = Scan(layer, [.. weights.Select(w => (float)Math.Clamp(w, -limit, limit))]);
        Assert.Equal(TrapCause.None, traps.Cause);
        Assert.Equal(
            TrapCause.HeavyTail, new NullReplicates([new(700, 1.1, 1), new(700, 1.1, 2)]).Cause(traps, () => traps));
    }

    /// <summary>Three entries among zeros are three spikes, or fewer where they meet; the rest is rounding.</summary>
    [Fact]
    public void Rounding_beside_zeros_is_no_spike()
    {
        var layer = SampleLayer.Of("100x100")!;
        float[] weights = new float[10_000];
        (weights[0], weights[1], weights[5555]) = (1, 2, 3);
        var traps = Scan(layer, weights);
        Assert.Equal((3, 0.0), (traps.Count, traps.Slices[0].Sigma));
        var permuted = Replicates(layer, weights, traps, 5);
        Assert.All(permuted.All, replicate => Assert.InRange(replicate.Spikes, 1, 3));
        Assert.NotEqual(TrapCause.Unexplained, permuted.Cause(traps, () => traps));
    }

    [Fact]
    public void Softrank_and_distance_are_WeightWatchers()
    {
        Assert.Equal(0.25, NullComparison.SoftRank(8, 2));
        Assert.Null(NullComparison.SoftRank(0, 0));
        Assert.Equal(6, NullComparison.MaxDistance(8, 2));
    }

    /// <summary>A layer of any type of element, those of which no layer is made among them.</summary>
    private static Layer Of(string shape, ElementType type)
    {
        var layer = SampleLayer.Of(shape)!;
        return layer with { Tensor = layer.Tensor with { Type = type } };
    }

    private static NullReplicates Replicates(Layer layer, float[] weights, LayerTraps traps, int count)
    {
        byte[] stored = MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();
        var request = new SpectrumRequest(layer, new TensorAccess(CanSeek: true, BufferedBytes: 0));
        return new NullReplicates([.. Enumerable.Range(0, count).Select(seed => NullReplicate.Of(
            NullSpectrum.Compute(
                s_engine, request, () => new MemoryStream(stored), new Random(seed), new SpectrumResources(1, 1),
                TestContext.Current.CancellationToken).Spectrum!,
            traps))]);
    }

    private static LayerTraps Scan(Layer layer, float[] weights)
    {
        var scan = new TrapScan(layer);
        scan.Add([.. weights.Select(w => (double)w)]);
        return scan.Find();
    }

    private static Spectrum Decompose(SpectrumRequest request, byte[] bytes) => s_engine.Decompose(
        request, () => new MemoryStream(bytes), new SpectrumResources(1, 1), TestContext.Current.CancellationToken)
        .Spectrum!;

    private static byte[] Permute(Layer layer, byte[] stored, int seed)
    {
        using var permuted = PermutedWeights.Draw(
            layer, () => new MemoryStream(stored), new Random(seed), TestContext.Current.CancellationToken);
        byte[] result = new byte[stored.Length];
        using var stream = permuted.Open();
        stream.ReadExactly(result);
        return layer.Layout.SlicesFirst ? result : Interleaved(result, layer.Rf, layer.Tensor.Type.Bits() / 8);
    }

    /// <summary>Slices that follow each other, in turn as PyTorch's convolutions have them.</summary>
    private static byte[] Interleaved(byte[] slices, int count, int width)
    {
        byte[][] elements = [.. slices.Chunk(width)];
        int each = elements.Length / count;
        return [.. Enumerable.Range(0, elements.Length).SelectMany(k => elements[(k % count * each) + (k / count)])];
    }
}
