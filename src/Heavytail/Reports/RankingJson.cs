using System.Text.Json;
using Heavytail.Comparison.Rankings;

namespace Heavytail.Reports;

/// <summary>
/// A ranking as one JSON document, which <c>docs/ranking.schema.json</c> describes, or as JSON lines: the head, then a line
/// for each model.
/// </summary>
public static class RankingJson
{
    /// <summary>Writes the document, indented, with a closing line feed.</summary>
    public static void Write(Ranking ranking, IReadOnlyList<ReportError> errors, TextWriter destination) =>
        JsonParts.WriteValue(indented: true, destination, json =>
        {
            json.WriteStartObject();
            WriteHead(json, ranking);
            json.WriteStartArray("models");
            foreach (var model in ranking.Models)
            {
                json.WriteStartObject();
                WriteModel(json, ranking, model);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            JsonParts.WriteErrors(json, errors);
            json.WriteEndObject();
        });

    /// <summary>Writes the lines; each has a <c>kind</c>.</summary>
    public static void WriteLines(Ranking ranking, IReadOnlyList<ReportError> errors, TextWriter destination)
    {
        JsonParts.WriteValue(indented: false, destination, json =>
        {
            json.WriteStartObject();
            json.WriteString("kind", "ranking");
            WriteHead(json, ranking);
            JsonParts.WriteErrors(json, errors);
            json.WriteEndObject();
        });
        foreach (var model in ranking.Models)
        {
            JsonParts.WriteValue(indented: false, destination, json =>
            {
                json.WriteStartObject();
                json.WriteString("kind", "model");
                WriteModel(json, ranking, model);
                json.WriteEndObject();
            });
        }
    }

    private static void WriteHead(Utf8JsonWriter json, Ranking ranking)
    {
        JsonParts.WriteTool(json);
        json.WriteString("convention", ranking.Convention);
        json.WriteNumber("draws", ranking.Options.Draws);
        json.WriteNumber("seed", ranking.Options.Seed);
        json.WriteNumber("confidence", ranking.Options.Confidence);
        JsonParts.WriteCell(json, "agreement", ranking.Agreement);
        json.WriteString("sentence", ranking.Sentence);
        json.WriteStartArray("differences");
        foreach (string difference in ranking.Differences)
        {
            json.WriteStringValue(difference);
        }

        json.WriteEndArray();
        if (ranking.Reference is not { } reference)
        {
            json.WriteNull("reference");
            return;
        }

        json.WriteStartObject("reference");
        json.WriteString("source", reference.Source);
        json.WriteString("family", reference.Family);
        json.WriteString("score", reference.Score);
        json.WriteString("metric", reference.Metric);
        json.WriteNumber("n", reference.Fit.Count);
        JsonParts.WriteCell(json, "confidence", reference.Confidence(ranking.Options));
        JsonParts.WriteCell(json, "slope", reference.Fit.Slope);
        JsonParts.WriteCell(json, "intercept", reference.Fit.Intercept);
        JsonParts.WriteCell(json, "loo_r2", reference.Fit.LeaveOneOutRSquared);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, Ranking ranking, RankedModel model)
    {
        foreach (var column in RankingColumns.For(ranking))
        {
            JsonParts.WriteCell(json, column.Name, column.Value(model));
        }
    }
}
