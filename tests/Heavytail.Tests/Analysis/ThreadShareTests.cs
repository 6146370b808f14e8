using Heavytail.Analysis;
using Heavytail.Spectra;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>How many threads a layer gets, and where they go.</summary>
public sealed class ThreadShareTests
{
    [Theory]
    [InlineData("64x64", 8, 1, 1)] // 6e5 multiply-adds: not worth a second one
    [InlineData("64x64x3x3", 8, 1, 1)]
    [InlineData("1000x1000", 8, 1, 1)] // 1.2 quanta
    [InlineData("1500x1500", 8, 1, 2)] // 3.9 quanta: 3 threads leave 2 of 8 idle beside two more like it
    [InlineData("4096x4096", 1, 1, 1)]
    [InlineData("4096x4096", 2, 1, 2)]
    [InlineData("4096x4096", 7, 1, 7)]
    [InlineData("4096x11008", 64, 1, 64)]
    [InlineData("5120x1280", 8, 1, 4)] // 5.6 quanta: an even share
    [InlineData("512x512x5x5", 2, 2, 1)] // each slice is small, all together are not
    [InlineData("512x512x5x5", 8, 2, 1)]
    [InlineData("512x512x3x3x3", 8, 4, 1)]
    [InlineData("2048x2048x1x2", 8, 1, 8)] // each slice takes all
    [InlineData("1536x1536x3x3", 32, 8, 4)] // both
    public void A_layer_takes_what_its_cost_is_worth(string shape, int threads, int slicesAtOnce, int perSlice)
    {
        var share = ThreadShare.Choose(SampleLayer.Of(shape), SpectrumMethod.Gram, threads);
        Assert.Equal(new ThreadShare(slicesAtOnce, perSlice), share);
        Assert.InRange(share.Threads, 1, threads);
    }

    [Theory]
    [InlineData("4096x12288", 8, 1, 1)]
    [InlineData("1000x1000x3x3", 32, 8, 1)]
    [InlineData("4096x4096", 8, 1, 8)] // by the augmented matrix
    public void Bidiagonalization_is_on_one_thread(
        string shape, int threads, int slicesAtOnce, int perSlice) => Assert.Equal(
        new ThreadShare(slicesAtOnce, perSlice),
        ThreadShare.Choose(SampleLayer.Of(shape), SpectrumMethod.Bidiagonal, threads));

    [Fact]
    public void Memory_may_allow_for_fewer_slices_at_once()
    {
        var share = new ThreadShare(8, 2);
        var memory = new SpectrumMemory(100, 10);
        Assert.Equal(share, share.Within(180, memory));
        Assert.Equal(share with { SlicesAtOnce = 7 }, share.Within(179, memory));
        Assert.Equal(share with { SlicesAtOnce = 1 }, share.Within(110, memory));
        Assert.Equal(110, memory.Bytes(1));
        Assert.Equal(180, memory.Bytes(8));
    }
}
