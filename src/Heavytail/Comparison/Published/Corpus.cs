using System.Text;
using Heavytail.Tabular;

namespace Heavytail;

/// <summary>Published metrics and scores of many models.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Title">Content, in one line.</param>
/// <param name="Source">Publication.</param>
/// <param name="Convention">Name of the convention of the metrics; others are not comparable.</param>
/// <param name="Accuracies">Source and date of the accuracies.</param>
/// <param name="Models">Number of rows.</param>
/// <param name="Families">Number of families.</param>
public sealed record Corpus(
    string Name, string Title, string Source, string Convention, string Accuracies, int Models, int Families)
{
    /// <summary>The column that names a model.</summary>
    public const string ModelColumn = "model";

    /// <summary>The column that names its family: trends mean nothing across families.</summary>
    public const string FamilyColumn = "family";

    /// <summary>A row a model: where it is from, its family, its error or accuracy, its metrics.</summary>
    internal Table Read()
    {
        using var stream = typeof(Corpus).Assembly.GetManifestResourceStream($"Heavytail.corpus.{Name}.csv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Table.ReadCsv(reader, $"{Name}.csv");
    }

    /// <summary>Its families, in its order.</summary>
    public IReadOnlyList<string> FamilyNames()
    {
        var table = Read();
        return [.. Enumerable.Range(0, table.RowCount).Select(row => table.Text(row, FamilyColumn)!).Distinct()];
    }
}
