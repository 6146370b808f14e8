using Heavytail.Files;

namespace Heavytail.Formats.Contract;

/// <summary>
/// Names by their length, whatever the format: a name is compared, escaped and laid out many times over.
/// </summary>
internal static class NameLimit
{
    /// <summary>Characters of a name; the longest of published networks have a few hundred.</summary>
    public const int MaxCharacters = 4096;

    private const int Shown = 32;

    /// <exception cref="InvalidCheckpointException">A tensor's name is longer.</exception>
    public static void Check(ByteSource file, CheckpointContents contents)
    {
        foreach (string name in contents.Tensors.Select(tensor => tensor.Info.Name)
            .Concat(contents.Unread.Select(tensor => tensor.Name)))
        {
            if (name.Length > MaxCharacters)
            {
                throw file.Invalid(
                    $"the name of a tensor, `{name[..Shown]}…`, has {name.Length:N0} characters, at most "
                    + $"{MaxCharacters:N0} are supported",
                    "give the tensor a shorter name when you write the file");
            }
        }
    }
}
