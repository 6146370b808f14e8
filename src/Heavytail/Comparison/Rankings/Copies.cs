namespace Heavytail.Comparison.Rankings;

/// <summary>Models that are others but for scale.</summary>
/// <param name="Of">For each model that is a copy, the index of its original and what it is of it; else null.</param>
internal sealed record Copies(IReadOnlyList<(int Original, Rescaling Rescaling)?> Of)
{
    /// <summary>
    /// Finds copies. Each has one original, the first model that it is a copy of, which is no copy with equal spectra.
    /// </summary>
    public static Copies Among(IReadOnlyList<ModelAnalysis> models)
    {
        var found = new (int Original, Rescaling Rescaling)?[models.Count];
        for (int copy = 1; copy < models.Count; copy++)
        {
            for (int i = 0; i < copy && found[copy] is null; i++)
            {
                if (found[i]?.Rescaling.Kind != RescalingKind.Same
                    && Rescaling.Find(models[i], models[copy]) is { } rescaling)
                {
                    found[copy] = (i, rescaling);
                }
            }
        }

        return new(found);
    }

    /// <summary>Whether a model has the spectra of another.</summary>
    public bool IsSame(int model) => Of[model]?.Rescaling.Kind == RescalingKind.Same;

    /// <summary>
    /// The index of the model whose values a copy ranks by: those of an original are its own but for rounding. Of a
    /// copy that is rescaled only those of shape are.
    /// </summary>
    /// <param name="model">Index of a model.</param>
    /// <param name="isScale">Whether the values change with scale.</param>
    public int RanksAs(int model, bool isScale)
    {
        while (Of[model] is var (original, rescaling) && (!isScale || rescaling.Kind == RescalingKind.Same))
        {
            model = original;
        }

        return model;
    }
}
