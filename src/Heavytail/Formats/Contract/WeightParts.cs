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
}
