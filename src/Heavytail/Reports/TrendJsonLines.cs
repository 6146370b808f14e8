
using Heavytail.Comparison.Trends;

namespace Heavytail.Reports;

/// <summary>Trends as JSON lines: first the head, then a line for each metric of each scope, then what there is to know.</summary>
public static class TrendJsonLines
{
    /// <summary>Writes the lines; each has a <c>kind</c>.</summary>
    public static void Write(TrendAnalysis analysis, TextWriter destination)
    {
        JsonParts.WriteValue(indented: false, destination, json =>
        {
            json.WriteStartObject();
            json.WriteString("kind", "table");
            JsonParts.WriteTool(json);
            TrendJson.WriteHead(json, analysis);
            json.WriteEndObject();
        });
        foreach (var row in TrendRow.From(analysis))
        {
            JsonParts.WriteValue(indented: false, destination, json =>
            {
                json.WriteStartObject();
                json.WriteString("kind", "trend");
                foreach (var column in TrendColumns.Keys)
                {
                    JsonParts.WriteCell(json, column.Name, column.Value(row));
                }

                TrendJson.WriteValues(json, row);
                json.WriteEndObject();
            });
        }

        foreach (var family in analysis.Families)
        {
            WriteText("sentence", family.Family, family.Sentence, destination);
        }

        foreach (string warning in analysis.Warnings)
        {
            WriteText("warning", null, warning, destination);
        }

        foreach (var note in analysis.Data.Notes)
        {
            WriteText(note.IsError ? "error" : "note", null, TrendMarkdown.Text(note), destination);
        }
    }

    private static void WriteText(string kind, string? family, string text, TextWriter destination) =>
        JsonParts.WriteValue(indented: false, destination, json =>
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("family", family);
            json.WriteString("text", text);
            json.WriteEndObject();
        });
}
