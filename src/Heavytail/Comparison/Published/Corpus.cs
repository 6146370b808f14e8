using System.Text;
using Heavytail.Tabular;

namespace Heavytail.Comparison.Published;

/// <summary>Published numbers of many models, with what decides them.</summary>
/// <param name="Name">Its word on the command line.</param>
/// <param name="Title">What it holds, in a line.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Convention">The convention that its metrics follow, by its word: others are not comparable.</param>
/// <param name="Accuracies">Where the accuracies of its models are from, and of when.</param>
/// <param name="Models">How many rows it has.</param>
/// <param name="Families">How many families they are of.</param>
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
