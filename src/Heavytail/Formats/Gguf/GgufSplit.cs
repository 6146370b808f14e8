using System.Globalization;
using Heavytail.Files;

namespace Heavytail.Formats.Gguf;

/// <summary>A model in several GGUF files, <c>name-00001-of-00003.gguf</c>: which of them a file is.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Count">Number of files.</param>
internal sealed record GgufSplit(int Number, int Count)
{
    public const string NumberKey = "split.no";
    public const string CountKey = "split.count";
    public const string TensorsKey = "split.tensors.count";

    /// <summary>Each is an open file; the largest models known have some 50.</summary>
    public const int MaxCount = 4096;

    private const string Extension = ".gguf";

    /// <summary>What the metadata say; null of a model in one file.</summary>
    /// <exception cref="InvalidCheckpointException">They contradict themselves.</exception>
    public static GgufSplit? From(GgufMetadata metadata, ByteSource file)
    {
        long count = metadata.Integer(CountKey) ?? 0;
        if (count is 0 or 1)
        {
            return null;
        }

        long number = metadata.Integer(NumberKey) ?? -1;
        return count is > 0 and <= MaxCount && number >= 0 && number < count
            ? new GgufSplit((int)number, (int)count)
            : throw file.Invalid(
                $"says that it is file {number:N0} (from 0) of {count:N0}; at most {MaxCount:N0} are possible");
    }

    /// <summary>
    /// The names of all the files, in their order; null where the file's own name is not that of its number.
    /// </summary>
    public IReadOnlyList<string>? Names(string path)
    {
        string name = Path.GetFileName(path);
        string suffix = Suffix(Number);
        return name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            ? [.. Enumerable.Range(0, Count).Select(number =>
                name[..^suffix.Length] + (number == Number ? name[^suffix.Length..] : Suffix(number)))]
            : null;
    }

    /// <summary>What the name of file <paramref name="number"/> ends in.</summary>
    public string Suffix(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"-{number + 1:D5}-of-{Count:D5}{Extension}");
}
