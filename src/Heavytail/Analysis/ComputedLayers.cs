using Heavytail.Derived;
using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail.Analysis;

/// <summary>The layers of an inventory → those whose matrices are computed from them.</summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="options">Which matrices.</param>
/// <param name="engine">What will decompose them.</param>
internal sealed class ComputedLayers(Checkpoint checkpoint, AnalysisOptions options, ISpectrumEngine engine)
{
    private readonly Dictionary<Layer, Layer> _made = new(ReferenceEqualityComparer.Instance);
    private readonly List<LayerTask> _tasks = [];
    private readonly List<SkippedTensor> _skipped = [];

    /// <summary>The options by which layers are found: limits apply to what is made of them.</summary>
    public static AnalysisOptions ForSources(AnalysisOptions options) => options with
    {
        Selection = options.Selection with
        {
            MinEvals = 1,
            MaxEvals = int.MaxValue,
            Layers = options.Method.Matrices.Kind == MatrixKind.Products ? [] : options.Selection.Layers,
        },
        Method = options.Method with { Matrices = new MatrixOptions { Inverse = options.Method.Matrices.Inverse } },
        Execution = options.Execution with { Memory = long.MaxValue },
    };

    /// <summary>The inventory of what is computed.</summary>
    /// <exception cref="MatrixException">A kernel is larger than the images.</exception>
    public LayerInventory Of(LayerInventory sources)
    {
        foreach (var (of, matrices, problem) in Made(sources.Layers))
        {
            Add(of, matrices, problem);
        }

        return new LayerInventory(_tasks)
        {
            Decisions = [.. sources.Decisions.Select(Replace)],
            Rules = sources.Rules,
            Skipped = [.. sources.Skipped.Concat(_skipped).OrderBy(skipped => skipped.Tensor.Index)],
        };
    }

    private IEnumerable<(Layer Of, ComputedMatrices? Matrices, string? Problem)> Made(IReadOnlyList<Layer> layers)
    {
        var matrices = options.Method.Matrices;
        return matrices.Kind switch
        {
            MatrixKind.Windows => layers.Select(layer => Result(layer, WindowMatrices.Of(layer, matrices))),
            MatrixKind.Operator => layers.Select(layer => layer.Kind.IsConvolution()
                ? Result(layer, Operator(layer, matrices))
                : (layer, null, null)),
            MatrixKind.Products => Products(layers),
            _ => layers.Count == 0 ? [] : [Result(layers[0], StackedMatrices.Of(layers))],
        };
    }

    private (ComputedMatrices? Matrices, string? Problem) Operator(Layer layer, MatrixOptions matrices) =>
        OperatorMatrices.IsLarger(layer, matrices)
            ? throw new MatrixException(
                checkpoint.Path,
                layer.LongName,
                $"its kernel is {string.Join('x', layer.Kernel.Dimensions)}, larger than "
                    + $"`Image` = {matrices.ImageText}",
                "give larger images, or leave the layer out with `Layers`")
            : OperatorMatrices.Of(layer, matrices);

    /// <summary>Each layer with the one after it, where both are selected.</summary>
    private IEnumerable<(Layer Of, ComputedMatrices? Matrices, string? Problem)> Products(IReadOnlyList<Layer> layers)
    {
        var filter = options.Selection.Filter(options.Method.Convention, NamePrefix.Of(layers));
        for (int k = 0; k + 1 < layers.Count; k++)
        {
            var (first, second) = (layers[k], layers[k + 1]);
            var pair = Pair(first, second);
            if (filter.CheckName(pair, first, second) is { } excluded)
            {
                _skipped.Add(SkippedTensor.From(pair, excluded.Reason, excluded.Explanation));
            }
            else
            {
                yield return Result(first, ProductMatrices.Of(first, second), second);
            }
        }

        if (layers.Count > 0)
        {
            _skipped.Add(SkippedTensor.From(layers[^1], SkipReason.NoMatrix, "no layer comes after it"));
        }
    }

    private (Layer Of, ComputedMatrices? Matrices, string? Problem) Result<T>(
        Layer of, (T? Matrices, string? Problem) made, Layer? second = null)
        where T : ComputedMatrices
    {
        if (made.Matrices is null)
        {
            var named = second is null ? of : Pair(of, second);
            _skipped.Add(SkippedTensor.From(named, SkipReason.NoMatrix, made.Problem!));
        }

        return (of, made.Matrices, made.Problem);
    }

    private static Layer Pair(Layer first, Layer second) => first with
    {
        Tensor = first.Tensor with { Name = ProductMatrices.NameOf(first, second) },
        Part = null,
        Sources = [first, second],
    };

    private void Add(Layer of, ComputedMatrices? matrices, string? problem)
    {
        if (problem is not null)
        {
            return;
        }

        var layer = matrices is null ? of : matrices.Layer with { Inverse = of.Inverse };
        _made[of] = layer;
        var convention = options.Method.Convention;
        var filter = options.Selection.Filter(convention);
        if (filter.CheckSize(layer, convention.CountToFilter(layer), layer.N) is { } limit)
        {
            _skipped.Add(limit);
            return;
        }

        var task = LayerTask.Create(layer, AccessTo(of, matrices), engine, options, matrices);
        if (LayerInventory.CheckMemory(task, options.Execution) is { } tooLarge)
        {
            _skipped.Add(tooLarge);
        }
        else
        {
            _tasks.Add(task);
        }
    }

    private TensorAccess AccessTo(Layer of, ComputedMatrices? matrices) => matrices is null
        ? checkpoint.AccessTo(of.Tensor, of.Layout.View)
        : new TensorAccess(matrices.CanSeek, matrices.HeldBytes + matrices.Layer.Sources.Max(
            source => checkpoint.AccessTo(source.Tensor, source.Layout.View).BufferedBytes));

    /// <summary>The decision with what is made of its layers; the stack leaves all layers in their places.</summary>
    private LayerDecision Replace(LayerDecision decision)
    {
        if (options.Method.Matrices.Kind == MatrixKind.Stacked || decision.Layers.Count == 0)
        {
            return decision;
        }

        Layer[] layers =
        [
            .. decision.Layers.Select(layer => _made.GetValueOrDefault(layer) ?? layer),
        ];
        return decision with { Layers = layers };
    }
}
