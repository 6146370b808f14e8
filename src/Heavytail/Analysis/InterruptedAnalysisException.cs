namespace Heavytail;

/// <summary>An analysis was stopped; what was finished is not lost.</summary>
/// <param name="finished">The model with the layers that were done.</param>
/// <param name="cancellation">What stopped it.</param>
public sealed class InterruptedAnalysisException(ModelAnalysis finished, CancellationToken cancellation)
    : OperationCanceledException(cancellation)
{
    /// <summary>The model with the layers that were done.</summary>
    public ModelAnalysis Finished { get; } = finished;
}
