namespace Heavytail.Comparison.Rankings;

/// <summary>What one model is of another, where they differ by the scale of layers alone.</summary>
internal enum RescalingKind
{
    /// <summary>The spectra of all layers are equal.</summary>
    Same,

    /// <summary>All layers are multiplied by one factor.</summary>
    Scaled,

    /// <summary>Factors of layers cancel: behind activations such as ReLU the function is the same.</summary>
    SameFunction,

    /// <summary>Layers have factors of their own.</summary>
    LayerByLayer,
}

/// <summary>A model whose layers are those of another, times factors.</summary>
/// <param name="Kind">What the factors have in common.</param>
/// <param name="Least">Smallest factor.</param>
/// <param name="Most">Largest factor.</param>
internal sealed record Rescaling(RescalingKind Kind, double Least, double Most)
{
    /// <summary>
    /// Equal to the rounding of weights: for F32 and F64 16 roundings of F32, where rescaled copies were measured to
    /// differ by 1e-8 to 3e-8; for narrower types one rounding. Two trainings of one architecture differ by 1e-2.
    /// </summary>
    private const double WideTolerance = 1e-6;

    private static readonly string[] s_scaleFree = ["stable_rank", "entropy", "effective_rank"];

    /// <summary>What a model is of an original; null where they differ by more than scale.</summary>
    public static Rescaling? Find(ModelAnalysis original, ModelAnalysis copy)
    {
        if (original.Layers.Count == 0 || original.Layers.Count != copy.Layers.Count)
        {
            return null;
        }

        var logs = new List<double>();
        double tolerance = 0;
        foreach (var (before, after) in original.Layers.Zip(copy.Layers))
        {
            if (before[s_scaleFree[0]] is null && after[s_scaleFree[0]] is null)
            {
                continue; // no weights, or all zero: no scale either
            }

            double limit = Tolerance(before, after);
            if (LogOfFactor(before, after, limit) is not double log)
            {
                return null;
            }

            logs.Add(log);
            tolerance = Math.Max(tolerance, limit);
        }

        return logs.Count > 0 && Comparability.SameLayers([original, copy]) ? From(logs, tolerance) : null;
    }

    private static Rescaling From(List<double> logs, double tolerance)
    {
        (double least, double most) = (logs.Min(), logs.Max());
        var kind = Math.Max(Math.Abs(least), Math.Abs(most)) <= tolerance ? RescalingKind.Same
            : most - least <= tolerance ? RescalingKind.Scaled
            : Math.Abs(logs.Sum()) <= tolerance * logs.Count ? RescalingKind.SameFunction
            : RescalingKind.LayerByLayer;
        return new(kind, Math.Exp(least), Math.Exp(most));
    }

    /// <summary>ln of the factor, by largest singular values; null where a metric without a scale differs.</summary>
    private static double? LogOfFactor(LayerAnalysis original, LayerAnalysis copy, double tolerance)
    {
        foreach (string metric in s_scaleFree)
        {
            (double? before, double? after) = (original[metric], copy[metric]);
            if (before is null && after is null)
            {
                continue; // a convention without the metric
            }

            if (!(Math.Abs((before - after) ?? double.NaN) <= tolerance * Math.Abs(before ?? 0)))
            {
                return null;
            }
        }

        double? ratio = copy["lambda_max"] / original["lambda_max"];
        return ratio is > 0 and < double.PositiveInfinity ? Math.Log(ratio.Value) / 2 : null;
    }

    private static double Tolerance(LayerAnalysis first, LayerAnalysis second) =>
        Math.Max(Tolerance(first.Layer.Tensor.StoredType), Tolerance(second.Layer.Tensor.StoredType));

    private static double Tolerance(ElementType type) => type switch
    {
        ElementType.F64 or ElementType.F32 => WideTolerance,
        ElementType.F16 => 1.0 / (1 << 11),
        _ => 1.0 / (1 << 8),
    };
}
