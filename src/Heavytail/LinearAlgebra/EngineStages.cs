using System.Diagnostics;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// The stages of a spectrum as activities of the source <see cref="SourceName"/>: each starts and stops on the thread
/// that called the engine, and none lies inside another. Without a listener they cost nothing.
/// </summary>
internal static class EngineStages
{
    public const string SourceName = "Heavytail";

    /// <summary>V·Vᵀ of one matrix, packing included.</summary>
    public const string Gram = "gram";

    /// <summary>One dense matrix to a band.</summary>
    public const string Band = "band";

    /// <summary>One band to tridiagonal form.</summary>
    public const string Chase = "chase";

    /// <summary>Dense matrices to tridiagonal form in one stage.</summary>
    public const string Tridiagonal = "tridiagonal";

    /// <summary>Tridiagonal matrices to their eigenvalues.</summary>
    public const string Eigenvalues = "eigenvalues";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>Starts a stage, which disposal stops; null without a listener.</summary>
    public static Activity? Start(string stage) => s_source.StartActivity(stage);
}
