using System.Globalization;
using System.Text.RegularExpressions;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Adapters;

/// <summary>
/// <c>layer_replication</c>: the layers of the base, some of them several times, as the adapter counts them.
/// </summary>
internal static partial class ReplicatedLayers
{
    /// <summary>Most tensors of the model that is made.</summary>
    private const int MostTensors = 1 << 20;

    /// <summary>The tensors of the base with its layers replicated.</summary>
    /// <param name="tensors">The tensors of the base.</param>
    /// <param name="ranges">Layers from a first to before a last one.</param>
    /// <param name="file">The base.</param>
    /// <exception cref="InvalidCheckpointException">The base has no such layers.</exception>
    public static IReadOnlyList<StoredTensor> Of(
        IReadOnlyList<StoredTensor> tensors, IReadOnlyList<(int First, int End)> ranges, ByteSource file)
    {
        if (ranges.Count == 0)
        {
            return tensors;
        }

        var matches = tensors.Select(tensor => Numbered().Match(tensor.Info.Name)).ToList();
        var layers = tensors.Index().Where(item => matches[item.Index].Success)
            .ToLookup(item => Number(matches[item.Index]), item => item.Index);
        int last = layers.Count == 0 ? -1 : layers.Max(layer => layer.Key);
        if (ranges.Max(range => (long)range.End) > last + 1L
            || ranges.Sum(range => (long)range.End - range.First) * layers.Max(layer => layer.Count()) > MostTensors)
        {
            throw file.Invalid(
                $"its layers are 0 to {last}; `layer_replication` of the adapter asks for more",
                "name the base that the adapter was trained on");
        }

        var made = new List<StoredTensor>(tensors.Where((_, index) => !matches[index].Success));
        int number = 0;
        foreach (var (first, end) in ranges)
        {
            for (int layer = first; layer < end; layer++, number++)
            {
                foreach (int index in layers[layer])
                {
                    var match = matches[index];
                    string name = tensors[index].Info.Name;
                    string changed = name[..match.Groups[1].Index]
                        + number.ToString(CultureInfo.InvariantCulture)
                        + name[(match.Groups[1].Index + match.Groups[1].Length)..];
                    made.Add(tensors[index] with { Info = tensors[index].Info with { Name = changed } });
                }
            }
        }

        return [.. made.Select((tensor, index) => tensor with { Info = tensor.Info with { Index = index } })];
    }

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>PEFT replicates the lists of Llama, Mistral and Qwen, BERT and Falcon.</summary>
    [GeneratedRegex(@"(?:^|\.)(?:layers|layer|h)\.([0-9]{1,6})\.", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
