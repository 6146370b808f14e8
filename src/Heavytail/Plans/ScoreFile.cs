using System.Text;
using System.Text.Json;
using Heavytail.Tabular;

namespace Heavytail.Plans;

/// <summary>A score that somebody else computed, and what stands beside it.</summary>
internal sealed record GivenScore(string Layer, double? Score, double? Variance, string? Type);

/// <summary>
/// Scores by layer from a CSV or Parquet table or a JSON document, in every layout that tools write: one value a name,
/// an object a name, names below types (Spectrum), or a list of objects.
/// </summary>
internal static class ScoreFile
{
    private static readonly string[] s_names = ["name", "layer", "longname", "tensor", "module"];

    private static readonly string[] s_scores = ["score", "snr", "alpha", "value"];

    /// <summary>What Python's json writes for numbers that the standard lacks.</summary>
    private static readonly string[] s_tokens = ["-Infinity", "Infinity", "NaN"];

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16, AllowTrailingCommas = true };

    /// <summary>Reads a file; its content decides which kind it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column or property of the score; null for the first of the usual names.</param>
    /// <exception cref="TableException">The file cannot be read, or has no scores.</exception>
    public static IReadOnlyList<GivenScore> Read(string path, string? column)
    {
        byte[] bytes = TableReading.ReadAll(path);
        int start = bytes.AsSpan().StartsWith("\ufeff"u8) ? 3 : 0;
        int first = Array.FindIndex(bytes, start, value => value is not ((byte)' ' or 9 or 10 or 13));
        var scores = first >= 0 && bytes[first] is (byte)'{' or (byte)'['
            ? FromJson(path, bytes.AsMemory(start), column)
            : FromTable(Table.Read(path), column);
        string? twice = scores.GroupBy(score => score.Layer, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? scores : throw new TableException(
            path, $"layer `{twice}` has two scores", "give each layer one row");
    }

    private static GivenScore[] FromTable(Table table, string? column)
    {
        string name = Column(table, s_names, "with the names of the layers");
        string score = column is not null
            ? Column(table, [column], "that was asked for")
            : Column(table, s_scores, "with scores");
        return
        [
            .. Enumerable.Range(0, table.RowCount).Select(row => new GivenScore(
                table.Text(row, name) ?? "",
                table.Number(row, score),
                table.Has("variance") ? table.Number(row, "variance") : null,
                table.Has("type") ? table.Text(row, "type") : null)),
        ];
    }

    private static string Column(Table table, string[] known, string what) =>
        known.FirstOrDefault(table.Has) ?? throw new TableException(
            table.Path,
            $"has no column {what}; expected {string.Join(" or ", known.Select(name => $"`{name}`"))}",
            $"its columns are {string.Join(", ", table.Columns.Take(20))}");

    private static GivenScore[] FromJson(string path, ReadOnlyMemory<byte> bytes, string? column)
    {
        try
        {
            using var document = JsonDocument.Parse(Standard(bytes.Span), s_json);
            var scores = new List<GivenScore>();
            Add(document.RootElement, null, column, scores);
            return scores.Count > 0 ? [.. scores] : throw new TableException(
                path, "has no scores", "expected an object with a number for each layer");
        }
        catch (JsonException e)
        {
            throw new TableException(path, "is not valid JSON", null, $"line {e.LineNumber + 1}", inner: e);
        }
    }

    private static void Add(JsonElement element, string? type, string? column, List<GivenScore> scores)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
            {
                if (Named(item) is string name)
                {
                    scores.Add(From(name, item, column));
                }
            }

            return;
        }

        if (element.TryGetProperty("layers", out var layers) && layers.ValueKind == JsonValueKind.Array)
        {
            Add(layers, null, column, scores); // a plan of ours
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (IsNumber(property.Value))
            {
                scores.Add(new GivenScore(property.Name, Number(property.Value), null, type));
            }
            else if (property.Value.ValueKind == JsonValueKind.Object)
            {
                if (Score(property.Value, column) is not null)
                {
                    scores.Add(From(property.Name, property.Value, column));
                }
                else if (type is null)
                {
                    Add(property.Value, property.Name, column, scores);
                }
            }
        }
    }

    private static GivenScore From(string name, JsonElement item, string? column) => new(
        name,
        Score(item, column) is { } score ? Number(score) : null,
        item.TryGetProperty("variance", out var variance) ? Number(variance) : null,
        item.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null);

    private static JsonElement? Score(JsonElement item, string? column)
    {
        foreach (string name in column is null ? s_scores : [column])
        {
            if (item.TryGetProperty(name, out var value) && (IsNumber(value) || value.ValueKind == JsonValueKind.Null))
            {
                return value;
            }
        }

        return null;
    }

    private static string? Named(JsonElement item)
    {
        foreach (string name in s_names)
        {
            if (item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }
        }

        return null;
    }

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number
        || (value.ValueKind == JsonValueKind.String && Number(value) is not null);

    /// <summary>A number, or one of the tokens of Python's json that the standard lacks.</summary>
    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out double number) ? number : null,
        JsonValueKind.String => value.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => null,
        },
        _ => null,
    };

    /// <summary>JSON with Python's <c>Infinity</c> and <c>NaN</c> between quotes.</summary>
    private static byte[] Standard(ReadOnlySpan<byte> json)
    {
        var text = new StringBuilder();
        string original = Encoding.UTF8.GetString(json);
        bool isText = false;
        for (int k = 0; k < original.Length; k++)
        {
            char c = original[k];
            if (isText && c == '\\' && k + 1 < original.Length)
            {
                text.Append(c).Append(original[++k]);
                continue;
            }

            isText ^= c == '"';
            string? token = isText ? null
                : s_tokens.FirstOrDefault(
                    word => string.CompareOrdinal(original, k, word, 0, word.Length) == 0);
            text.Append(token is null ? c.ToString() : $"\"{token}\"");
            k += (token?.Length ?? 1) - 1;
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
