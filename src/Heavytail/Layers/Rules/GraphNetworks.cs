using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Layers of networks on graphs, which PyTorch Geometric and DGL call convolutions although they have no kernel: their
/// tensors of three or four dimensions are stacks of matrices.
/// </summary>
internal static partial class GraphNetworks
{
    /// <summary>Parameters beside the weight that only such layers have.</summary>
    private static readonly string[] s_beside =
    [
        "root", "root_weight", "init_weight", "loop_weight", "h_bias", "comp", "coeff", "att_src", "att_dst", "attn_l",
        "attn_r", "lin_l.weight", "lin_r.weight", "lin_src.weight", "lin_rel.weight", "lin_root.weight",
        "relation_att", "relation_msg", "relation_pri",
    ];

    /// <summary>Whether a tensor is of such a layer, by its name or by what is beside it.</summary>
    public static bool Has(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Name.Length > NameParts.Longest)
        {
            return false;
        }

        string parent = NameParts.Of(tensor.Name).Parent;
        return Name().IsMatch(NameWords.Of(tensor.Name))
            || s_beside.Any(word => context.Find(parent + word) is not null);
    }

    [GeneratedRegex(
        "_[a-z]*graph_?conv[a-z]*_|_(r?gcn|gat(v_2)?|sage|rel|hgt|cheb|arma|tag|gine?|edge|nn|spline|gmm|fa|sg|rgat"
        + "|hypergraph|appnp|dna|film|leconv)_conv[a-z]*_|_(gat|sage|rgcn|gcn|cheb|arma|hgt)convs?_",
        RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
