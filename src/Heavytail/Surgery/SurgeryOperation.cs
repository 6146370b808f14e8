using Heavytail.Surgery;

namespace Heavytail;

/// <summary>What is done to the weights of each layer.</summary>
public abstract record SurgeryOperation
{
    private protected SurgeryOperation()
    {
    }

    /// <summary>Its word: <c>smooth</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The method and its choices, for people.</summary>
    public abstract string Method { get; }

    /// <summary>The paper, or the program that it follows.</summary>
    public abstract string Source { get; }

    /// <summary>What to know before the result is used, in sentences.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>The matrices whose spectra it needs.</summary>
    internal virtual MatrixKind Matrices => MatrixKind.Pooled;

    /// <exception cref="SurgeryException">A parameter is out of range.</exception>
    internal abstract void Validate();

    /// <summary>Why a layer stays as it is, where its analysis says so; null where its weights are needed.</summary>
    internal abstract LayerOutcome? Passes(LayerAnalysis row);

    /// <summary>Changes the weights of a layer that does not pass.</summary>
    /// <param name="row">The layer as it was analyzed, with its spectrum.</param>
    /// <param name="weights">Its weights.</param>
    internal abstract LayerOutcome Operate(LayerAnalysis row, LayerWeights weights);
}
