namespace Heavytail;

/// <summary>A measure threw an exception, which is the inner one: see <see cref="IMeasure.Measure"/>.</summary>
/// <param name="measure">The name of the measure.</param>
/// <param name="layer">The name of the layer.</param>
/// <param name="reason">What the measure threw.</param>
public sealed class MeasureException(string measure, string layer, Exception reason)
    : HeavytailException(
        $"measure `{measure}` failed on layer `{layer}`: {reason?.GetType().Name}: {reason?.Message}",
        "the inner exception has the trace",
        reason)
{
    /// <summary>The name of the measure.</summary>
    public string Measure { get; } = measure;

    /// <summary>The name of the layer.</summary>
    public string Layer { get; } = layer;
}
