namespace Heavytail.Tests.Support;

/// <summary>A tensor in one line, for lists of what a file holds.</summary>
internal static class TensorText
{
    /// <summary>Name, type or scheme, shape, and what it does: <c>a F32 [2, 3] Dense oi Gemm</c>.</summary>
    public static string Line(TensorInfo tensor)
    {
        string line = $"{tensor.Name} {tensor.Encoding} {tensor.Shape}";
        if (tensor.Role is not { } role)
        {
            return line;
        }

        line += $" {role.Purpose} {role.Axes} {role.Operator}".Replace("  ", " ", StringComparison.Ordinal);
        line += role.Groups > 1 ? $" groups {role.Groups}" : "";
        line += role.Parts.IsEmpty ? "" : $" {string.Join(',', role.Parts.Select(part => part.Name))}";
        return role.StackWord is null ? line : $"{line} of {role.StackWord}";
    }

    public static string[] Lines(Checkpoint checkpoint) => [.. checkpoint.Tensors.Select(Line)];
}
