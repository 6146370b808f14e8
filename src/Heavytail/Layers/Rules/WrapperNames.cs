using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Modules that wrap a layer and add a part to its name: <c>qkv_proj.base_layer.weight</c> is the weight of
/// <c>qkv_proj</c>. Rules that know layers by their names read the name without them.
/// </summary>
internal static partial class WrapperNames
{
    /// <summary>A name without the parts of PEFT, <c>torch.compile</c>, FSDP and their kin.</summary>
    public static string Plain(string name) =>
        name.Length <= NameParts.Longest && MayHaveWrapper(name) ? Wrapper().Replace(name, "") : name;

    /// <summary>
    /// The same for a projection, where a wrapper of one's own calls the wrapped layer <c>linear</c>.
    /// </summary>
    public static string OfProjection(string name)
    {
        string plain = Plain(name);
        return plain.Length <= NameParts.Longest && MayHaveInner(plain) ? Inner().Replace(plain, "") : plain;
    }

    /// <summary>Most names have none of the words, and are asked for them by many rules.</summary>
    private static bool MayHaveWrapper(string name) => Has(name, "base_layer") || Has(name, "_orig_mod")
        || Has(name, "module") || Has(name, "wrapped");

    private static bool MayHaveInner(string name) => Has(name, "linear") || Has(name, "layer") || Has(name, "inner");

    private static bool Has(string name, string word) => name.Contains(word, StringComparison.Ordinal);

    [GeneratedRegex(
        @"(?<=[./])(base_layer|_orig_mod|module|_?orig(inal)?_module|_checkpoint_wrapped_module|_fsdp_wrapped_module"
        + @"|_?wrapped_(module|layer|model))[./]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"(?<=[./])(linear|(base_|inner_)?layer|inner)[./](?=[^./]+$)", RegexOptions.CultureInvariant)]
    private static partial Regex Inner();
}
