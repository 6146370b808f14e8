using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>
/// Modules that an adapter keeps as a whole (<c>modules_to_save</c>): weights in place of those of the base.
/// </summary>
internal static class SavedModules
{
    private const string Mark = ".modules_to_save.";

    /// <summary>Gives them the names that they have in the network.</summary>
    public static void Rename(TensorTable tensors)
    {
        foreach (var tensor in tensors.Tensors.ToArray())
        {
            if (FactorName.Of(tensor.Info.Name) is null && NameOf(tensor.Info.Name) is { } name
                && name != tensor.Info.Name)
            {
                tensors.Rename(tensor, name);
            }
        }
    }

    /// <summary>The name of a tensor in the network: <c>classifier.modules_to_save.default.weight</c> is of
    /// <c>classifier</c>.</summary>
    public static string NameOf(string stored)
    {
        string name = FactorName.WithoutPrefix(stored);
        int at = name.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
        {
            return name;
        }

        string[] rest = name[(at + Mark.Length)..].Split('.', 2);
        return $"{name[..at]}.{rest[^1]}";
    }
}
