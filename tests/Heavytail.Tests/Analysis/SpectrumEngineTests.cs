using Heavytail.Spectra;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;


namespace Heavytail.Tests.Analysis;

/// <summary>The analyzer runs on any engine; a decomposition serves every convention.</summary>
public sealed class SpectrumEngineTests
{
    private static readonly byte[] s_file = TinySafeTensors.Floats(
        ("conv.weight", [60, 52, 2, 1], Normals(1, 6240)),
        ("fc.weight", [60, 80], Normals(2, 4800)));

    [Fact]
    public void A_fake_engine_drives_the_analyzer()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var engine = new FakeEngine();
        var model = Analyze(checkpoint, new ExecutionOptions { Engine = engine });
        Assert.Equal(2, engine.Calls);
        Assert.All(model.Layers, layer => Assert.Equal(1.0 * 9, layer.Spectrum.Eigenvalues[^1]));
        Assert.Equal(9, model.Layers[1]["lambda_max"]);
        Assert.Equal(4.5, model.Layers[0]["lambda_max"]!.Value, 1e-12);
    }

    [Fact]
    public void One_decomposition_serves_three_conventions()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var layer = Analyze(checkpoint, new ExecutionOptions()).Layers[0];
        double[] unscaled = [.. layer.Spectrum.Eigenvalues];
        foreach (var (convention, factor) in new[]
        {
            (Convention.WeightWatcher, 0.5), (Convention.Nature2021, 1.0), (Convention.Sdm2020, 1.0),
        })
        {
            var other = Analyze(checkpoint, new ExecutionOptions(), convention).Layers[0];
            Assert.Equal(layer.Spectrum, other.Spectrum);
            Close.Assert(
                unscaled[^1] * factor, layer.Spectrum.Scale(convention.Factor(layer.Layer)).LambdaMax, 1e-15, "λ_max");
        }

        var compat = Analyze(checkpoint, new ExecutionOptions(), Convention.WeightWatcher0755).Layers[0];
        Close.Assert(unscaled[^1], compat.Spectrum.Eigenvalues[^1], 1e-6, "λ_max");
        Assert.Equal(
            compat.Spectrum.Eigenvalues, compat.Spectrum.Slices.SelectMany(slice => slice.Eigenvalues()).Order());
    }

    [Fact]
    public void Spectra_are_kept_only_where_they_are_wanted()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var kept = Analyze(checkpoint, new ExecutionOptions());
        Assert.All(kept.Layers, layer => Assert.Equal(layer.Layer.EigenvalueCount, layer.Spectrum.Eigenvalues.Count));
        Assert.Equal(2, kept.Layers[0].Spectrum.Slices.Count);
        var dropped = Analyze(checkpoint, new ExecutionOptions { KeepSpectra = false });
        Assert.All(dropped.Layers, layer => Assert.False(layer.HasSpectrum));
        Assert.Throws<InvalidOperationException>(() => dropped.Layers[0].Spectrum);
        Assert.Equal(kept.Layers.Select(layer => layer.Metrics), dropped.Layers.Select(layer => layer.Metrics));
    }

    [Theory]
    [InlineData(30, 20)]
    [InlineData(20, 300)]
    [InlineData(1, 7)]
    public void A_matrix_in_memory_has_the_spectrum_of_a_file(int rows, int columns)
    {
        float[] weights = Normals(4, rows * columns);
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "m.safetensors", TinySafeTensors.Floats(("w.weight", [rows, columns], weights))));
        var options = new AnalysisOptions { Selection = new() { MinEvals = 1 } };
        var model = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        var spectrum = Spectrum.Of(weights, rows, columns);
        Assert.Equal(model.Layers[0].Spectrum, spectrum);
        var doubles = Spectrum.Of(Array.ConvertAll(weights, value => (double)value), rows, columns);
        Close.Assert(spectrum.Eigenvalues[^1], doubles.Eigenvalues[^1], 1e-13, "λ_max");
    }

    [Fact]
    public void A_matrix_in_memory_is_checked()
    {
        Assert.Throws<ArgumentException>(() => Spectrum.Of(new float[7], 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spectrum.Of(Array.Empty<float>(), 0, 3));
        Assert.Throws<ArgumentException>(() => Spectrum.Of([1, float.NaN, 3, 4, 5, 6], 2, 3));
        Assert.Equal(0, Spectrum.Of(new float[6], 2, 3).Rank);
    }

    private static ModelAnalysis Analyze(
        Checkpoint checkpoint, ExecutionOptions execution, Convention? convention = null) =>
        Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = convention ?? Convention.WeightWatcher },
                Execution = execution,
            },
            cancellation: TestContext.Current.CancellationToken);

    private static float[] Normals(ulong seed, int count) =>
        Array.ConvertAll(SplitMix.Normals(seed, count), value => (float)value);

    /// <summary>Every slice has the eigenvalues 1, 4 and 9, whatever its weights.</summary>
    private sealed class FakeEngine : ISpectrumEngine
    {
        private int _calls;

        public int Calls => _calls;

        public string Generation => "fake";

        public SpectrumMemory Memory(SpectrumRequest request) => new(0, 0);

        public SpectrumResult Decompose(
            SpectrumRequest request, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _calls);
            var slices = Enumerable.Range(0, request.Layer.Rf)
                .Select(_ => new SliceSpectrum([1, 4, 9], SpectrumMethod.Gram, 0)).ToArray();
            return new SpectrumResult(new Spectrum(slices, SpectrumMethod.Gram, Precision.Double), null);
        }
    }
}
