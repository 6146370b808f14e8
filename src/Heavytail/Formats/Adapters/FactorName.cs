namespace Heavytail.Formats.Adapters;

/// <summary>The name of a tensor of a LoRA adapter, taken apart.</summary>
/// <param name="Module">The module that it changes, without PEFT's prefix.</param>
/// <param name="Depth">
/// How many factors of the same module come before it: <c>experts.base_layer.lora_A</c> is inside of another.
/// </param>
/// <param name="Part">Which part it is: <c>lora_A</c>, <c>lora_embedding_B</c>, <c>lora_magnitude_vector</c>.</param>
/// <param name="Adapter">The name of the adapter; empty in most files.</param>
/// <param name="IsBias">Whether it is the bias of a factor.</param>
internal sealed record FactorName(string Module, int Depth, string Part, string Adapter, bool IsBias)
{
    public const string Inner = "lora_A";
    public const string Outer = "lora_B";
    public const string EmbeddingInner = "lora_embedding_A";
    public const string EmbeddingOuter = "lora_embedding_B";
    public const string Magnitude = "lora_magnitude_vector";

    private const string Prefix = "base_model.model.";
    private const string Wrapped = ".base_layer";

    /// <summary>What the factors of one weight have in common.</summary>
    public (string Module, int Depth, string Adapter) Owner => (Module, Depth, Adapter);

    /// <summary>Whether it is the first factor, in whose place the weight stands.</summary>
    public bool IsInner => !IsBias && Part is Inner or EmbeddingInner;

    /// <summary>Takes a name apart; null where it is not of a factor.</summary>
    public static FactorName? Of(string name)
    {
        int at = name.LastIndexOf(".lora_", StringComparison.Ordinal);
        if (at <= 0)
        {
            return null;
        }

        string[] rest = name[(at + 1)..].Split('.');
        if (rest[0] is not (Inner or Outer or EmbeddingInner or EmbeddingOuter or Magnitude) || rest.Length > 3)
        {
            return null;
        }

        bool isBias = rest[^1] == "bias";
        string[] adapter = rest[^1] is "weight" or "bias" ? rest[1..^1] : rest[1..];
        if (adapter.Length > 1)
        {
            return null;
        }

        string module = WithoutPrefix(name[..at]);
        int depth = 0;
        for (; module.EndsWith(Wrapped, StringComparison.Ordinal); depth++)
        {
            module = module[..^Wrapped.Length];
        }

        return new FactorName(module, depth, rest[0], adapter is [var only] ? only : "", isBias);
    }

    /// <summary>A name as the base has it.</summary>
    public static string WithoutPrefix(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
}
