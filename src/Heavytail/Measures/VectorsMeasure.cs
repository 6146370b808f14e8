// What:      the singular vectors of the k largest eigenvalues of a row, and how localized they are.
// Formula:   each eigenvalue belongs to one slice; its right vector v is an eigenvector of WᵀW by Lanczos' iteration
//            (Lanczos), found if ‖WᵀW·v − λ·v‖ is below 1e-5 of the gap to the next λ; u = W·v/‖W·v‖.
// Reference: localization of vectors against Porter & Thomas' law: Martin & Mahoney, JMLR 22 (2021), §4.3; Bouchaud &
//            Potters, arXiv 0910.1205; the p-values of VectorSpread.
// Not done:  vectors of equal eigenvalues, which are no more than one choice of many: their status says so.
using Heavytail.Vectors;

namespace Heavytail.Measures;

/// <summary>Localization of singular vectors.</summary>
/// <param name="count">Number of largest eigenvalues.</param>
internal sealed class VectorsMeasure(int count) : IMeasure
{
    /// <summary>The name where <see cref="DefaultCount"/> vectors are asked for.</summary>
    public const string DefaultName = "vectors";

    /// <summary>Number of largest eigenvalues, unless another is asked for.</summary>
    public const int DefaultCount = 5;

    /// <summary>Gaps up to this part of the largest eigenvalue of the slice are none.</summary>
    private const double LeastGap = 1e-8;

    /// <summary>The same where eigenvalues are less exact: in single precision, or of weights that were rounded.
    /// </summary>
    private const double LeastGapOfRounded = 1e-5;

    /// <summary>The largest residual over the gap: the angle of the vector.</summary>
    private const double MostAngle = 1e-5;

    /// <summary>The chance that any vector of a layer of noise is called localized.</summary>
    private const double Level = 0.01;

    /// <summary>Passes of a slice, each of two multiply-adds that are some ten times as dear as those of a spectrum.
    /// </summary>
    private const double CostPerElement = 3000;

    public string Name =>
        count == DefaultCount ? DefaultName : FormattableString.Invariant($"{DefaultName} {count}");

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("vector_status", MetricKind.Word, m => (double?)m.Vectors?.Top.Status)
            { IsOwn = true, Words = VectorStatuses.Words },
        new("vector_slice", MetricKind.Count, m => m.Vectors?.Top.Slice) { IsOwn = true },
        new("left_participation", MetricKind.Real, m => m.Vectors?.Top.Left?.Participation)
            { IsOwn = true, SummaryOrder = 61 },
        new("left_entropy", MetricKind.Real, m => m.Vectors?.Top.Left?.Entropy) { IsOwn = true },
        new("left_largest", MetricKind.Real, m => m.Vectors?.Top.Left?.Largest) { IsOwn = true },
        new("left_at", MetricKind.Count, m => m.Vectors?.Top.Left?.At) { IsOwn = true },
        new("left_p", MetricKind.Real, m => m.Vectors?.Top.Left?.P) { IsOwn = true },
        new("right_participation", MetricKind.Real, m => m.Vectors?.Top.Right?.Participation)
            { IsOwn = true, SummaryOrder = 62 },
        new("right_entropy", MetricKind.Real, m => m.Vectors?.Top.Right?.Entropy) { IsOwn = true },
        new("right_largest", MetricKind.Real, m => m.Vectors?.Top.Right?.Largest) { IsOwn = true },
        new("right_at", MetricKind.Count, m => m.Vectors?.Top.Right?.At) { IsOwn = true },
        new("right_p", MetricKind.Real, m => m.Vectors?.Top.Right?.P) { IsOwn = true },
        new("num_localized", MetricKind.Count, m => m.Vectors?.NumLocalized) { IsOwn = true },
    ];

    public MeasureNeeds Needs => MeasureNeeds.Weights;

    public double Cost(Layer layer) =>
        CostPerElement * layer.Rows * layer.Columns * Math.Min(count, layer.Rf);

    public long Bytes(Layer layer) =>
        SliceProducts.Bytes(layer) + (sizeof(double) * (Lanczos.Length(layer.ReadColumns) + layer.ReadRows));

    public LayerMetrics Measure(MeasureInput input)
    {
        if (input.Layer.Inverse)
        {
            return input.Metrics; // the largest 1/λ have the vectors of the smallest λ, which are not computed
        }

        var largest = LargestOf(input);
        var pairs = new SingularPair[largest.Count];
        foreach (var slice in largest.Select((place, index) => (place.Slice, place.Rank, Index: index))
            .GroupBy(place => place.Slice))
        {
            var found = OfSlice(input, slice.Key, [.. slice.Select(place => place.Rank)]);
            foreach (var (place, pair) in slice.Zip(found))
            {
                pairs[place.Index] = pair;
            }
        }

        double level = Level / Math.Max(1, pairs.Sum(Tests));
        return input.Metrics with
        {
            Vectors = new VectorMetrics
            {
                Pairs = Array.ConvertAll(pairs, pair => pair with
                {
                    IsLocalized = pair.Left?.P <= level || pair.Right?.P <= level,
                }),
            },
        };
    }

    private static int Tests(SingularPair pair) => (pair.Left?.P is null ? 0 : 1) + (pair.Right?.P is null ? 0 : 1);

    /// <summary>The largest eigenvalues of the row: the slice of each, and its rank there, from 0.</summary>
    private List<(int Slice, int Rank)> LargestOf(MeasureInput input)
    {
        var slices = input.Spectrum.Slices;
        var found = new List<(int Slice, int Rank)>();
        int[] taken = new int[slices.Count];
        long all = Math.Min(count, slices.Sum(slice => (long)slice.Length));
        while (found.Count < all)
        {
            int best = -1;
            for (int slice = 0; slice < taken.Length; slice++)
            {
                if (taken[slice] < slices[slice].Length
                    && (best < 0 || slices[slice][^(taken[slice] + 1)] > slices[best][^(taken[best] + 1)]))
                {
                    best = slice;
                }
            }

            found.Add((best, taken[best]++));
        }

        return found;
    }

    private static SingularPair[] OfSlice(MeasureInput input, int index, int[] ranks)
    {
        double[] singular = input.Spectrum.Slices[index];
        int slice = input.Slice ?? index;
        double factor = Math.Sqrt(input.Convention.Factor(input.Layer));
        double scale = singular[^1] > 0
            ? Math.ScaleB(1, Math.Clamp(-Math.ILogB(singular[^1] / factor), -1000, 1000))
            : 1;
        double[] values = Array.ConvertAll(singular, value => Square(value / factor * scale));
        double least = values[^1] * (input.Spectrum.Precision == Precision.Single || input.Convention.IsCompatible
            ? LeastGapOfRounded : LeastGap);
        var statuses = ranks.Select(rank =>
            rank >= input.Spectrum.RankOf(index) ? VectorStatus.Zero
            : Gap(values, rank) > least ? VectorStatus.Found
            : VectorStatus.Equal).ToArray();
        var pairs = ranks.Zip(statuses, (rank, status) => new SingularPair
        {
            Slice = slice,
            Eigenvalue = Square(singular[^(rank + 1)]),
            Status = status,
        }).ToArray();
        int[] wanted = [.. Enumerable.Range(0, ranks.Length).Where(k => statuses[k] == VectorStatus.Found)];
        if (wanted.Length == 0)
        {
            return pairs;
        }

        var products = new SliceProducts(input, slice, scale);
        var lanczos = new Lanczos(products.Columns, (x, product) => products.Multiply(x, product));
        var asked = wanted.Select(k => new WantedPair(values[^(ranks[k] + 1)], Gap(values, ranks[k]))).ToArray();
        var vectors = lanczos.Find(
            asked, values[^1], input.Random("vectors", slice));
        for (int k = 0; k < wanted.Length; k++)
        {
            ref var pair = ref pairs[wanted[k]];
            pair = Checked(pair, asked[k], vectors[k], products, input.Layer.Layout.Transposed);
        }

        return pairs;
    }

    private static SingularPair Checked(
        SingularPair pair, WantedPair asked, double[]? vector, SliceProducts products, bool transposed)
    {
        if (vector is null)
        {
            return pair with { Status = VectorStatus.NotFound };
        }

        double[] product = new double[products.Columns];
        double[] other = new double[products.Rows];
        products.Multiply(vector, product, other);
        double value = other.Sum(Square); // known eigenvalues can be less exact
        double length = Math.Sqrt(value);
        double residual = Math.Sqrt(product.Zip(vector, (p, x) => Square(p - (value * x))).Sum());
        if (!(residual <= MostAngle * asked.Gap) || length == 0)
        {
            return pair with { Status = VectorStatus.NotFound };
        }

        var (along, across) = (
            VectorSpread.Of(vector), VectorSpread.Of(Array.ConvertAll(other, value => value / length)));
        return pair with
        {
            Residual = residual / value,
            Left = transposed ? along : across,
            Right = transposed ? across : along,
        };
    }

    /// <summary>The distance of an eigenvalue to the next one of its slice, zero among them.</summary>
    private static double Gap(double[] ascending, int rank)
    {
        double value = ascending[^(rank + 1)];
        double below = rank + 1 < ascending.Length ? ascending[^(rank + 2)] : 0;
        double above = rank > 0 ? ascending[^rank] - value : double.PositiveInfinity;
        return Math.Min(value - below, above);
    }

    private static double Square(double value) => value * value;
}
