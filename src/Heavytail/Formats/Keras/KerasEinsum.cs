namespace Heavytail.Formats.Keras;

/// <summary>The axes of an EinsumDense's kernel, by its equation.</summary>
internal static class KerasEinsum
{
    /// <summary>
    /// Of <c>abc,cde->abde</c> the kernel <c>cde</c> has inputs <c>c</c>, which are summed over, and outputs <c>d</c>
    /// and <c>e</c>: <c>ioo</c>. A letter in all three is a stack. Null where the equation is not of this form, or does
    /// not fit the kernel.
    /// </summary>
    public static TensorRole? RoleOf(string equation, int rank)
    {
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] operands = sides.Length == 2 ? sides[0].Split(',') : [];
        if (operands is not [var input, var kernel] || kernel.Length != rank
            || kernel.Any(letter => !char.IsAsciiLetter(letter)))
        {
            return null;
        }

        string axes = string.Concat(kernel.Select(letter => (input.Contains(letter), sides[1].Contains(letter)) switch
        {
            (true, false) => 'i',
            (false, true) => 'o',
            (true, true) => 's',
            _ => '?',
        }));

        // Dimensions that are read as one must follow each other.
        return axes.Contains('?', StringComparison.Ordinal) || !axes.Contains('i', StringComparison.Ordinal)
            || !axes.Contains('o', StringComparison.Ordinal) || IsApart(axes, 'i') || IsApart(axes, 'o')
            ? null
            : new TensorRole(TensorPurpose.Dense, "EinsumDense")
            {
                Axes = axes,
                StackWord = axes.Contains('s', StringComparison.Ordinal) ? "stack" : null,
            };
    }

    private static bool IsApart(string axes, char letter) =>
        axes.LastIndexOf(letter) - axes.IndexOf(letter, StringComparison.Ordinal) + 1
            != axes.Count(found => found == letter);
}
