using Heavytail.Spectra;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>A store spares decompositions, and changes no bit.</summary>
public sealed class SpectrumStoreTests
{
    private static readonly byte[] s_file = TinySafeTensors.Floats(
        ("conv.weight", [240, 220, 2, 1], Normals(1, 105600)),
        ("fc.weight", [240, 300], Normals(2, 72000)));

    [Fact]
    public void A_store_spares_the_engine_what_it_has_seen_and_changes_no_bit()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var execution = Execution(out var engine, out var store);
        var first = Analyze(checkpoint, execution);
        Assert.Equal(2, engine.Calls);
        var second = Analyze(checkpoint, execution);
        Assert.Equal(2, engine.Calls);
        AssertSame(first, second);
        AssertSame(Analyze(checkpoint, new ExecutionOptions()), second);
        var origin = store.Origins[0];
        Assert.Equal(
            (checkpoint.Path, "conv", 240, 220, 2, "stored"),
            (origin.File, origin.Layer, origin.Rows, origin.Columns, origin.Slices, origin.Matrices));
    }

    [Fact]
    public void Options_of_a_fit_never_decompose_again()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var execution = Execution(out var engine, out _);
        Analyze(checkpoint, execution);
        foreach (var convention in new[] { Convention.Nature2021, Convention.Sdm2020 })
        {
            Assert.NotEmpty(Analyze(checkpoint, execution, new() { Convention = convention }).Layers);
        }

        Assert.NotEmpty(Analyze(checkpoint, execution, measures: ["tails", "erg", "phase", "htmp"]).Layers);
        Assert.NotEmpty(Analyze(checkpoint, execution, seed: 3).Layers);
        Assert.Equal(2, engine.Calls);
    }

    [Fact]
    public void Options_of_a_spectrum_never_reuse_one()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var execution = Execution(out var engine, out _);
        Analyze(checkpoint, execution);
        int calls = 2;
        AssertTwoMore(new MethodOptions { Precision = Precision.Single });

        // WeightWatcher's own arithmetic casts scaled weights to F32.
        AssertTwoMore(new MethodOptions { Convention = Convention.WeightWatcher0755 });
        AssertTwoMore(new MethodOptions { Matrices = new MatrixOptions { Kind = MatrixKind.Windows } });
        AssertTwoMore(new MethodOptions
        {
            Matrices = new MatrixOptions { Kind = MatrixKind.Windows, WindowCount = 3 },
        });

        var unfolded = new MethodOptions { Matrices = new MatrixOptions { Kind = MatrixKind.Unfolded } };
        Analyze(checkpoint, execution, unfolded);
        Assert.Equal(calls + 1, engine.Calls); // the dense layer is the matrix that it was

        void AssertTwoMore(MethodOptions method)
        {
            var first = Analyze(checkpoint, execution, method);
            Assert.Equal(calls += 2, engine.Calls);
            AssertSame(first, Analyze(checkpoint, execution, method));
            Assert.Equal(calls, engine.Calls);
            AssertSame(first, Analyze(checkpoint, new ExecutionOptions(), method));
        }
    }

    [Fact]
    public void A_rule_that_cuts_another_matrix_reuses_nothing_of_it()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var execution = Execution(out var engine, out _);
        Analyze(checkpoint, execution);
        UserRule[] rules =
        [
            new("turned", "conv.weight", new TensorRole(TensorPurpose.Convolution, "") { Axes = "iokk" }, null, []),
        ];
        var turned = Analyze(checkpoint, execution, rules: rules);
        Assert.Equal(3, engine.Calls);
        AssertSame(turned, Analyze(checkpoint, new ExecutionOptions(), rules: rules));
    }

    [Theory]
    [InlineData("intervals")]
    [InlineData("randomize")]
    public void Blocks_and_permutations_are_kept_by_what_decides_them(string measure)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var execution = Execution(out var engine, out _);
        var first = Analyze(checkpoint, execution, measures: [measure]);
        int calls = engine.Calls;
        Assert.True(calls > 2, $"{calls} decompositions");
        var second = Analyze(checkpoint, execution, measures: [measure]);
        Assert.Equal(calls, engine.Calls);
        AssertSame(first, second);
        AssertSame(Analyze(checkpoint, new ExecutionOptions(), measures: [measure]), second);

        var otherSeed = Analyze(checkpoint, execution, measures: [measure], seed: 7);
        Assert.Equal(measure == "randomize", engine.Calls > calls);
        AssertSame(Analyze(checkpoint, new ExecutionOptions(), measures: [measure], seed: 7), otherSeed);
    }

    [Fact]
    public void Weights_that_are_not_finite_and_small_layers_are_not_kept()
    {
        float[] damaged = Normals(3, 72000);
        damaged[71999] = float.NaN;
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", TinySafeTensors.Floats(
            ("a.weight", [240, 300], damaged), ("b.weight", [60, 60], Normals(4, 3600)))));
        var execution = Execution(out var engine, out var store);
        Analyze(checkpoint, execution);
        Analyze(checkpoint, execution);
        Assert.Equal(4, engine.Calls);
        Assert.Empty(store.Origins);
    }

    [Fact]
    public void A_key_knows_the_content_the_request_and_the_generation()
    {
        using var folder = new TempFolder();
        float[] weights = Normals(3, 600);
        float[] other = [.. weights];
        other[17] += 1;
        string path = folder.Write("a.safetensors", TinySafeTensors.Floats(
            ("a.weight", [30, 20], weights), ("b.weight", [30, 20], weights), ("c.weight", [20, 30], weights),
            ("d.weight", [30, 20], other)));
        using var checkpoint = Checkpoint.Open(path);
        var inventory = LayerInventory.From(checkpoint, new AnalysisOptions());
        SpectrumKey Key(
            int index, string generation = "g", Precision precision = Precision.Double, string derivation = "")
        {
            var request = inventory.Tasks[index].Request with { Precision = precision };
            var content = SpectrumContent.Of(
                request.Layer, derivation, "", layer => checkpoint.OpenRead(layer.Tensor),
                TestContext.Current.CancellationToken);
            return SpectrumKey.Compute(request, content, generation);
        }

        Assert.Equal(Key(0), Key(1)); // the name is not in it
        SpectrumKey[] all =
        [
            Key(0), Key(2), Key(3), Key(0, "h"), Key(0, precision: Precision.Single), Key(0, derivation: "windows"),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    private static ExecutionOptions Execution(out CountingEngine engine, out MemoryStore store)
    {
        (engine, store) = (new CountingEngine(), new MemoryStore());
        return new ExecutionOptions { Engine = engine, Store = store, Threads = 2, LeastStored = 0 };
    }

    private static ModelAnalysis Analyze(
        Checkpoint checkpoint,
        ExecutionOptions execution,
        MethodOptions? method = null,
        string[]? measures = null,
        int seed = 0,
        IReadOnlyList<UserRule>? rules = null) =>
        Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Selection = new() { MinEvals = 1, Rules = rules ?? [] },
                Method = method ?? new(),
                Measures = new() { List = MeasureCatalog.DefaultAnd(measures ?? []), Seed = seed },
                Execution = execution,
            },
            cancellation: TestContext.Current.CancellationToken);

    /// <summary>The same spectra, and the same bytes of a report.</summary>
    private static void AssertSame(ModelAnalysis expected, ModelAnalysis actual)
    {
        Assert.Equal(expected.Layers.Select(layer => layer.Spectrum), actual.Layers.Select(layer => layer.Spectrum));
        Assert.Equal(Json(expected), Json(actual));
    }

    private static string Json(ModelAnalysis model)
    {
        using var text = new StringWriter();
        new AnalysisDocument([model], []).Write(DocumentFormat.Json, text);
        return text.ToString();
    }

    private static float[] Normals(ulong seed, int count) =>
        Array.ConvertAll(SplitMix.Normals(seed, count), value => (float)value);
}
