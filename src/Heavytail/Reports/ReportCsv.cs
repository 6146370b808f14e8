namespace Heavytail.Reports;

/// <summary>The layers of a report as CSV: RFC 4180, lines ended by a line feed, invariant numbers.</summary>
public static class ReportCsv
{
    /// <summary>Writes the header and a line for each layer of each model.</summary>
    /// <param name="report">The report. Skipped tensors and errors are not in the table.</param>
    /// <param name="columns">The columns, in their order.</param>
    /// <param name="destination">Where to, in UTF-8.</param>
    /// <remarks>Missing values are empty, infinities <c>inf</c> and <c>-inf</c>: as pandas reads them.</remarks>
    public static void Write(Report report, IReadOnlyList<ReportColumn> columns, TextWriter destination) => CsvWriting.Write(
        columns.Select(column => column.Name),
        report.Models.SelectMany(model => model.Layers.Select(layer =>
            columns.Select(column => column.Value(model, layer)))),
        destination);
}
