using Heavytail.Analysis;
using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Spectra;
using Heavytail.Tensors;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Reports;

/// <summary>Hand-made reports that hold every case an exporter meets: none of their numbers is computed.</summary>
internal static class SampleReports
{
    private static readonly ReportError s_missing = new("gone/model.bin", null, "does not exist", "check the path");

    private static readonly TensorInfo[] s_tensors =
    [
        Tensor(0, "conv1.weight", ElementType.F32, 64, 3, 7, 7),
        Tensor(1, "conv1.bias", ElementType.F32, 64),
        Tensor(2, "odd|name, \"quoted\".weight", ElementType.BF16, 256, 128),
        Tensor(3, "__dead__.weight", ElementType.F32, 20, 20),
        Tensor(4, "nan.weight", ElementType.F16, 32, 16),
        Tensor(5, "damaged.weight", ElementType.F64, 32, 16),
        Tensor(6, "tiny.weight", ElementType.F32, 3, 2),
        Tensor(7, "steps", ElementType.I64),
    ];

    /// <summary>
    /// A plain model, one under WeightWatcher's compatibility, one in single precision and little memory, one slice
    /// by slice,
    /// and a file that could not be opened.
    /// </summary>
    public static AnalysisDocument Report { get; } = new([Plain(), Compatible(), Limited(), Sliced()], [s_missing]);

    /// <summary>The same tensors, described.</summary>
    public static DescriptionDocument Description { get; } = new([Described()], [s_missing]);

    private static ModelAnalysis Plain()
    {
        LayerAnalysis[] layers =
        [
            new(Layer(s_tensors[0]), Numbers(2.5, LayerStatus.Success), null),
            new(Layer(s_tensors[2]), Numbers(9.25, LayerStatus.Success), null),
            new(Layer(s_tensors[3]), Dead(), "all weights are zero"),
            new(
                Layer(s_tensors[4]),
                new LayerMetrics { Status = LayerStatus.NonFiniteWeights },
                "2 NaN and 1 infinite weights, the first at [3, 5]"),
            new(Layer(s_tensors[5]), new LayerMetrics { Status = LayerStatus.Unreadable }, "its data ends early"),
        ];
        return Model(
            "models/café.safetensors",
            new AnalysisOptions { Execution = new() { Threads = 7 } },
            layers,
            Skipped(),
            [new InvalidCheckpointException(
                "models/café.safetensors", "damaged.weight", "its data ends early", "copy it again")]);
    }

    private static ModelAnalysis Compatible()
    {
        var tensor = Tensor(0, "even.weight", ElementType.F32, 16, 32, 2, 2);
        var options = new AnalysisOptions
        {
            Selection = new() { Layers = ["*.weight", "!head*"], MinEvals = 20, MaxEvals = 1000 },
            Method = new() { Convention = Convention.WeightWatcher0755 },
            Execution = new() { HashFiles = false },
        };
        LayerAnalysis[] layers =
        [
            new(Layer(tensor), Numbers(double.PositiveInfinity, LayerStatus.Success), null),
            new(
                Layer(tensor with { Index = 1, Name = "zero.weight" }),
                Numbers(-1, LayerStatus.Failed, logNorm: double.NegativeInfinity, stableRank: double.NaN),
                "the power-law fit failed"),
        ];
        return Model("models/compat.npz", options, layers, [], []);
    }

    private static ModelAnalysis Limited() => Model(
        "models/limited.safetensors",
        new AnalysisOptions
        {
            Method = new() { Precision = Precision.Single },
            Execution = new() { Memory = 500_000_000 },
        },
        [new(Layer(s_tensors[0]), Numbers(3, LayerStatus.Success), null)],
        [new(s_tensors[2], SkipReason.Memory, "needs 1.3 GB, above --memory 500MB")],
        []);

    private static ModelAnalysis Sliced()
    {
        var tensor = Tensor(0, "conv.weight", ElementType.F32, 64, 64, 2, 1);
        return Model(
            "models/sliced.npz",
            new AnalysisOptions
            {
                Method = new() { Convention = Convention.Nature2021 },
            },
            [
                new(Layer(tensor), Numbers(1.5, LayerStatus.Success), null) { Slice = 0 },
                new(Layer(tensor), Dead(), "all weights are zero") { Slice = 1 },
                new(
                    Layer(Tensor(1, "fc.weight", ElementType.F32, 10, 64)),
                    new LayerMetrics
                    {
                        Status = LayerStatus.TooSmall,
                        Norms = new NormMetrics { LambdaMax = 100, LogSpectralNorm = 2 },
                    },
                    "nature2021 takes lambda_max alone where M = 10, below 50") { Slice = 0 },
            ],
            [],
            []);
    }

    private static Description Described()
    {
        SkippedTensor[] skipped = Skipped();
        return new Description
        {
            Path = "models/café.safetensors",
            Format = "safetensors",
            Files = [new CheckpointFile("models/café.safetensors", 123_456)],
            Metadata = new Dictionary<string, string> { ["format"] = "pt", ["author"] = "a \"b\"" },
            Parameters = 43_000,
            Options = new AnalysisOptions(),
            Estimate = new WorkEstimate(12.3, 4_567_890),
            Plan = new LayerInventory(
                [.. s_tensors.Where(tensor => skipped.All(other => other.Tensor != tensor)).Select(Task)])
            {
                Decisions = LayerDetector.Decide(s_tensors, new LayerOptions()),
                Skipped = skipped,
            },
            Tensors =
            [
                .. LayerDetector.Decide(s_tensors, new LayerOptions()).Select(decision => new DescribedTensor(
                    decision.Tensor,
                    decision.Layers.SingleOrDefault(),
                    skipped.FirstOrDefault(other => other.Tensor == decision.Tensor))
                {
                    Rule = decision.Rule,
                    Why = decision.Why,
                    StoredByteCount = decision.Tensor.StoredByteCount,
                }),
            ],
        };
    }

    private static ModelAnalysis Model(
        string path,
        AnalysisOptions options,
        LayerAnalysis[] layers,
        SkippedTensor[] skipped,
        CheckpointException[] errors) => new()
        {
            Path = path,
            Format = "safetensors",
            Files = [new AnalyzedFile(path, 123_456, options.Execution.HashFiles ? new string('a', 64) : null)],
            Options = options,
            Layers = layers,
            Skipped = skipped,
            Summary = ModelSummary.Compute(
                [.. layers.Select(layer => layer.Metrics)],
                options.Metrics,
                new ModelCounts(
                    skipped.Count(tensor => tensor.Layer is null),
                    43_000,
                    42_176,
                    options.Method.Convention.PoolsSlices ? null : layers.DistinctBy(layer => layer.Layer.Id).Count())
                {
                    LeftOut = skipped.Count(tensor => tensor.Layer is not null),
                }),
            Errors = errors,
        };

    private static LayerMetrics Numbers(
        double alpha, LayerStatus status, double logNorm = 21, double stableRank = 9.99996) => new()
        {
            Status = status,
            Warning = TrainingWarnings.FromAlpha(alpha),
            Tail = new TailMetrics
            {
                Alpha = alpha,
                AlphaWeighted = 0.1 + 0.2,
                LogAlphaNorm = -1.0 / 3,
                D = 0.0564,
                Sigma = 1e-5,
                XMin = 1.7976931348623157e308,
                XMax = 5e-324,
                NumPlSpikes = 30,
            },
            Norms = new NormMetrics
            {
                LambdaMax = 1234.5678,
                LogSpectralNorm = 3.0914,
                Norm = 1e21,
                LogNorm = logNorm,
                StableRank = stableRank,
                SvMin = 0,
                SvMax = 35.13641,
            },
            Ranks = new RankMetrics { MatrixRank = 147, RankLoss = 0, WeakRankLoss = 2 },
            Shape = new ShapeMetrics { Entropy = 0.75 },
        };

    private static LayerMetrics Dead() => new()
    {
        Status = LayerStatus.AllZero,
        Norms = new NormMetrics { LambdaMax = 0, Norm = 0, SvMin = 0, SvMax = 0 },
        Ranks = new RankMetrics { MatrixRank = 0, RankLoss = 20, WeakRankLoss = 20 },
    };

    private static SkippedTensor[] Skipped() =>
    [
        new(s_tensors[1], SkipReason.NotAMatrix, "one-dimensional (a bias or a norm)"),
        new(s_tensors[6], SkipReason.TooFewEigenvalues, "2 eigenvalues, fewer than the minimum of 10"),
        new(s_tensors[7], SkipReason.NotAMatrix, "a scalar"),
    ];

    private static LayerTask Task(TensorInfo tensor) => LayerTask.Create(
        Layer(tensor), new TensorAccess(true, 0), new CpuEngine(KernelSet.Current), new AnalysisOptions());

    private static Layer Layer(TensorInfo tensor) => SampleLayer.Of(tensor)!;

    private static TensorInfo Tensor(int index, string name, ElementType type, params long[] sides) =>
        new(index, name, type, new TensorShape(sides), "models/café.safetensors");
}
