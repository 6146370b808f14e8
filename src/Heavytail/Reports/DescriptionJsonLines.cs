namespace Heavytail.Reports;

/// <summary>Descriptions as JSON lines, one for each tensor, then one for each error, in the form of
/// <see cref="ReportJsonLines"/>.</summary>
public static class DescriptionJsonLines
{
    /// <summary>Writes all models, then the errors.</summary>
    public static void Write(DescriptionReport report, TextWriter destination)
    {
        foreach (var model in report.Models)
        {
            Write(model, destination);
        }

        ReportJsonLines.WriteErrors(report.Errors, destination);
    }

    /// <summary>Writes one model.</summary>
    public static void Write(Description model, TextWriter destination)
    {
        foreach (var tensor in model.Tensors)
        {
            JsonParts.WriteValue(indented: false, destination, json =>
            {
                json.WriteStartObject();
                foreach (var column in DescriptionColumn.All)
                {
                    JsonParts.WriteCell(json, column.Name, column.Value(model, tensor));
                }

                json.WriteEndObject();
            });
        }
    }
}
