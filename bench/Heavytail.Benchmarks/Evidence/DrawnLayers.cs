using System.Globalization;
using Heavytail.Statistics;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>Drawn weights through the pipeline of <c>analyze</c>, some layers of a model at a time.</summary>
/// <param name="Seed">The seed of all draws.</param>
/// <param name="Count">The number of matrices, or convolutions, of a cell of a table.</param>
internal sealed record DrawnLayers(int Seed, int Count)
{
    /// <summary>Models larger than this would only take memory.</summary>
    private const long MostElements = 16_000_000;

    /// <summary>Analyzes layers of a shape on one thread.</summary>
    /// <param name="shape">Of each layer, as PyTorch stores it: out × in, or out × in × kh × kw.</param>
    /// <param name="cell">What is drawn: other cells have other draws.</param>
    /// <param name="draw">The weights of one layer, row-major.</param>
    /// <param name="measures">The measures; those of every analysis where null.</param>
    public IEnumerable<LayerAnalysis> Analyze(
        TensorShape shape,
        string cell,
        Func<TensorShape, Random, float[]> draw,
        IReadOnlyList<IMeasure>? measures = null)
    {
        var options = new AnalysisOptions
        {
            Measures = new MeasureOptions { List = measures ?? MeasureOptions.Default },
            Execution = new ExecutionOptions { Threads = 1, HashFiles = false, KeepSpectra = false },
        };
        int atOnce = (int)Math.Clamp(MostElements / shape.ElementCount, 1, 50);
        foreach (int[] part in Enumerable.Range(0, Count).Chunk(atOnce))
        {
            var tensors = part.Select(k => new NamedTensor(
                string.Create(CultureInfo.InvariantCulture, $"layers.{k}.weight"),
                shape,
                draw(shape, new Random(Seeds.For(Seed, Text(shape), cell, k)))));
            using var checkpoint = Checkpoint.FromTensors(cell, tensors);
            var model = Analyzer.Analyze(checkpoint, options);
            foreach (var row in model.Layers.Count == part.Length
                ? model.Layers
                : throw new InvalidOperationException($"{cell}, {Text(shape)}: {model.Skipped[0].Reason}"))
            {
                yield return row;
            }
        }
    }

    /// <summary>As tables show it.</summary>
    public static string Text(TensorShape shape) =>
        (shape.Rank == 4 ? "conv " : "") + string.Join(
            " × ", shape.Dimensions.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
