// Specification: https://huggingface.co/docs/peft/developer_guides/checkpoint
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;
using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.HuggingFace;

/// <summary>
/// Adapters of PEFT: low-rank factors of changes to another model's weights. They are listed as they are, and said to
/// be an adapter, with what <c>adapter_config.json</c> says of it.
/// </summary>
internal static class PeftAdapter
{
    private const string ConfigName = "adapter_config.json";
    private const int MaxConfigBytes = 16_000_000;
    private const string Word = "PEFT adapter";

    private static readonly string[] s_texts = ["peft_type", "base_model_name_or_path", "task_type", "bias"];
    private static readonly string[] s_numbers = ["r", "lora_alpha", "lora_dropout"];
    private static readonly string[] s_lists = ["target_modules", "modules_to_save"];

    /// <summary>Adds the format's name and the configuration where the tensors are those of an adapter.</summary>
    /// <exception cref="InvalidCheckpointException">The configuration is not JSON.</exception>
    public static CheckpointContents Describe(ByteSource file, CheckpointFormat format, CheckpointContents contents)
    {
        if (!contents.Tensors.Any(tensor => AdapterNaming.IsOfPeft(tensor.Info.Name)))
        {
            return contents;
        }

        using var config = file.OpenBeside(ConfigName);
        if (config is null)
        {
            // A whole model may hold an adapter that is not merged; without a configuration all matrices must be
            // factors.
            return contents.Tensors.All(
                tensor => tensor.Info.Shape.Rank < 2 || AdapterNaming.IsOfPeft(tensor.Info.Name))
                ? contents with { FormatName = Named(contents.FormatName ?? format.Name) }
                : contents;
        }

        using var json = SmallJson.Read(config, MaxConfigBytes);
        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal);
        foreach (var (key, value) in Facts(json.RootElement))
        {
            metadata[key] = value;
        }

        return contents with { FormatName = Named(contents.FormatName ?? format.Name), Metadata = metadata };
    }

    /// <summary>
    /// <c>safetensors</c> → <c>safetensors (PEFT adapter)</c>, <c>PyTorch (zip)</c> → <c>PyTorch (zip, PEFT
    /// adapter)</c>.
    /// </summary>
    private static string Named(string format) =>
        format.EndsWith(')') ? $"{format[..^1]}, {Word})" : $"{format} ({Word})";

    private static IEnumerable<(string Key, string Value)> Facts(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (string key in s_texts)
        {
            if (SmallJson.Text(config, key) is { } text)
            {
                yield return (key, text);
            }
        }

        foreach (string key in s_numbers)
        {
            if (config.TryGetProperty(key, out var number) && number.ValueKind == JsonValueKind.Number)
            {
                yield return (key, number.GetRawText());
            }
        }

        foreach (string key in s_lists)
        {
            if (config.TryGetProperty(key, out var list)
                && list.ValueKind is JsonValueKind.Array or JsonValueKind.String)
            {
                yield return (key, list.ValueKind == JsonValueKind.String ? list.GetString()! : string.Join(
                    ", ", list.EnumerateArray().Select(item => item.ToString())));
            }
        }
    }
}
