namespace Heavytail.Reports;

/// <summary>The tensors of descriptions as CSV, in the form of <see cref="ReportCsv"/>.</summary>
public static class DescriptionCsv
{
    /// <summary>Writes the header and a line for each tensor of each model.</summary>
    public static void Write(DescriptionReport report, TextWriter destination) => CsvWriting.Write(
        DescriptionColumn.All.Select(column => column.Name),
        report.Models.SelectMany(model => model.Tensors.Select(tensor =>
            DescriptionColumn.All.Select(column => column.Value(model, tensor)))),
        destination);
}
