using Heavytail.Reports;

namespace Heavytail;

/// <summary>A table that is all there is to say: in JSON an object a row, named as it asks.</summary>
/// <param name="Name">What the rows are: the name of their list in JSON.</param>
/// <param name="Sheet">The table.</param>
public sealed record SheetDocument(string Name, Sheet Sheet) : Document
{
    internal override Fields ToJson() => new() { SharedFields.Tool(), { Name, ToLines() } };

    internal override IEnumerable<Fields> ToLines() => Sheet.Rows.Select(row =>
    {
        var fields = new Fields();
        foreach (var (column, cell) in Sheet.Columns.Zip(row))
        {
            fields.Add(column.Name, cell);
        }

        return fields;
    });

    internal override Sheet ToSheet() => Sheet;

    internal override IEnumerable<Block> ToBlocks() => [new Block.Table(Sheet)];
}
