using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Modules that wrap a layer and add a part to its name: <c>qkv_proj.base_layer.weight</c> is the weight of
/// <c>qkv_proj</c>. Rules that know layers by their names read the name without them.
/// </summary>
internal static partial class WrapperNames
{
    private static readonly WordCheck s_wrappers = new(
        StringComparison.Ordinal, "base_layer", "_orig_mod", "module", "wrapped");

    private static readonly WordCheck s_inner = new(StringComparison.Ordinal, "linear", "layer", "inner");

    /// <summary>A name without the parts of PEFT, <c>torch.compile</c>, FSDP and their kin.</summary>
    public static string Plain(string name) =>
        name.Length <= NameParts.Longest && s_wrappers.MayMatch(name) ? Wrapper().Replace(name, "") : name;

    /// <summary>
    /// The same for a projection, where a wrapper of one's own calls the wrapped layer <c>linear</c>.
    /// </summary>
    public static string OfProjection(string name)
    {
        string plain = Plain(name);
        return plain.Length <= NameParts.Longest && s_inner.MayMatch(plain) ? Inner().Replace(plain, "") : plain;
    }

    [GeneratedRegex(
        @"(?<=[./])(base_layer|_orig_mod|module|_?orig(inal)?_module|_checkpoint_wrapped_module|_fsdp_wrapped_module"
        + @"|_?wrapped_(module|layer|model))[./]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"(?<=[./])(linear|(base_|inner_)?layer|inner)[./](?=[^./]+$)", RegexOptions.CultureInvariant)]
    private static partial Regex Inner();
}
