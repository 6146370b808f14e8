namespace Heavytail.Formats.Contract;

/// <summary>The stored tensors that one weight is computed from.</summary>
/// <param name="Scheme">How it is computed, for people: <c>GPTQ</c>, <c>weight norm</c>.</param>
/// <param name="Stored">The tensor whose place the weight takes: its codes, its direction.</param>
/// <param name="Companions">The other tensors, null where one is not there, and a word for each:
/// <c>scales</c>.</param>
internal sealed record WeightParts(
    string Scheme, StoredTensor Stored, params (StoredTensor? Tensor, string Word)[] Companions)
{
    /// <summary>What the companions belong to, for people; the scheme unless something else is given.</summary>
    public string Owner { get; init; } = Scheme;

    /// <summary>
    /// The tensor whose place the weight takes where the file stores the weight as well, as it once was; then
    /// <see cref="Stored"/> is a companion, too. Null elsewhere.
    /// </summary>
    public StoredTensor? Place { get; init; }

    /// <summary>Whether the weight may be a part of another one in turn.</summary>
    public bool IsStep { get; init; }
}
