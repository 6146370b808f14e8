using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>The tensors of the file behind an expression.</summary>
internal static class OnnxLeaves
{
    /// <summary>In the order in which the operators take them; one may come twice.</summary>
    public static IEnumerable<OnnxTensor> Tensors(this Expression value) =>
        value.Leaves.OfType<OnnxLeaf>().Select(leaf => leaf.Tensor);
}
