using Heavytail.Tabular;

namespace Heavytail;

/// <summary>The models of a corpus that another model is placed among: a family of it, or all.</summary>
public sealed class CorpusFamily
{
    private const char Separator = '/';

    private readonly Table _table;
    private readonly int[] _rows;

    /// <summary>Rows of any table that is built as a corpus.</summary>
    internal CorpusFamily(Corpus corpus, string? family, Table table)
    {
        Corpus = corpus;
        Family = family;
        _table = table;
        _rows =
        [
            .. Enumerable.Range(0, table.RowCount)
                .Where(row => family is null || table.Text(row, Corpus.FamilyColumn) == family),
        ];
    }

    /// <summary>The corpus.</summary>
    public Corpus Corpus { get; }

    /// <summary>Its family; null for all.</summary>
    public string? Family { get; }

    /// <summary>Corpus and family: <c>nature2021/VGG</c>.</summary>
    public string Name => Family is null ? Corpus.Name : $"{Corpus.Name}{Separator}{Family}";

    /// <summary>Number of models.</summary>
    public int Models => _rows.Length;

    /// <summary>Finds <c>CORPUS</c> or <c>CORPUS/FAMILY</c>.</summary>
    /// <exception cref="UnknownNameException">There is no such corpus, or no such family in it.</exception>
    public static CorpusFamily Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split(Separator, 2);
        var corpus = Corpora.Find(parts[0]);
        string? family = parts.Length == 2 ? parts[1] : null;
        var found = new CorpusFamily(corpus, family, corpus.Read());
        return found.Models > 0
            ? found
            : throw UnknownNameException.From(family!, corpus.FamilyNames(), $"family of `{corpus.Name}`");
    }

    /// <summary>The finite values of a metric; empty where the corpus does not have it.</summary>
    internal double[] Values(string metric) => _table.Has(metric)
        ? [.. _rows.Select(row => _table.Number(row, metric)).OfType<double>().Where(double.IsFinite)]
        : [];
}
