namespace Heavytail.LinearAlgebra;

/// <summary>
/// The stages of a spectrum, as they begin on the thread that called the engine. None lies inside another. Activities
/// (<c>System.Diagnostics</c>) would load a library that no run of the command needs.
/// </summary>
internal static class EngineStages
{
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

    [ThreadStatic]
    private static Action<string>? t_listener;

    /// <summary>Sets what hears the stages of this thread; null: nothing.</summary>
    public static void Listen(Action<string>? listener) => t_listener = listener;

    /// <summary>A stage begins.</summary>
    public static void Begin(string stage) => t_listener?.Invoke(stage);
}
