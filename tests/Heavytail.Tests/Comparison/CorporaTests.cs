using Heavytail.Tabular;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Comparison;

public sealed class CorporaTests
{
    /// <summary>
    /// Table 1 was made before five networks were trained again: imgclsmob's pytorch/README.md at 7509b95d, January
    /// 2020. The
    /// reference has the errors of a year later.
    /// </summary>
    private static readonly Dictionary<string, double> s_trainedAgain = new()
    {
        ["ResNet-1K resnet10"] = 34.69,
        ["ResNet-1K resnet12"] = 33.62,
        ["ResNet-1K resnetbc14b"] = 30.66,
        ["ResNet-1K resnet18"] = 28.53,
        ["ResNet-1K resnet26"] = 26.30,
    };

    private static readonly string[] s_metrics =
    [
        "log_norm", "alpha", "alpha_weighted", "log_spectral_norm", "log_spectral_of_mean", "log_alpha_norm",
        "log_stable_rank", "mp_softrank",
    ];

    public static TheoryData<string> Names => [.. Corpora.All.Select(corpus => corpus.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tables_are_what_the_list_says(string name)
    {
        var corpus = Corpora.Find(name);
        var table = corpus.Read();
        Assert.Equal(corpus.Models, table.RowCount);
        Assert.Equal(corpus.Families, Column(table, "family").Distinct().Count());
        Assert.Equal([corpus.Convention], Column(table, "convention").Distinct());
        Assert.All(Column(table, "source"), source => Assert.StartsWith(
            corpus.Source[..16], source, StringComparison.Ordinal));
        Assert.All(Column(table, "accuracies"), state => Assert.NotEqual("", state));
        string[] models = [.. Rows(table).Select(row => $"{table.Text(row, "family")}/{table.Text(row, "model")}")];
        Assert.Equal(models.Length, models.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_numbers_are_numbers(string name)
    {
        var table = Corpora.Find(name).Read();
        string[] words = ["source", "convention", "accuracies", "dataset", "family", "model", "published_group"];
        foreach (string column in table.Columns.Except(words))
        {
            // GPT2 has no error; one slice of one model of OSMR is zero.
            int expected = (name, column) switch
            {
                ("nature2021", "error") => 4,
                ("nature2021-osmr", "log_spectral_norm") => 1,
                _ => 0,
            };
            Assert.Equal(expected, Rows(table).Count(row => !double.IsFinite(table.Number(row, column) ?? double.NaN)));
        }
    }

    [Fact]
    public void Series_of_table_1_have_their_models()
    {
        var table = Corpora.Find("nature2021").Read();
        Assert.Equal(
            [("VGG", 8), ("ResNet", 5), ("DenseNet", 4), ("ResNet-1K", 19), ("GPT2", 4)],
            Column(table, "family").CountBy(family => family).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Published_groups_have_their_models()
    {
        var table = Corpora.Find("nature2021-osmr").Read();
        int[] published = [.. Rows(table).Where(row => table.Number(row, "in_published_27") == 1)];
        Assert.Equal(211, published.Length);
        Assert.Equal(27, published.Select(row => table.Text(row, "published_group")).Distinct().Count());
        Assert.Equal(
            [("CIFAR-10", 21), ("CIFAR-100", 25), ("CUB-200-2011", 12), ("ImageNet-1K", 126), ("SVHN", 27)],
            published.Select(row => table.Text(row, "dataset")!).CountBy(name => name)
                .Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.All(Rows(table), row => Assert.Equal(
            table.Number(row, "in_published_27") == 1 ? table.Text(row, "family") : "",
            table.Text(row, "published_group")));
    }

    [Fact]
    public void Numbers_are_those_of_the_reference()
    {
        var reference = Table.Read(SharedData.Path("reference/trends_models.csv"));
        var nature = Corpora.Find("nature2021").Read();
        var osmr = Corpora.Find("nature2021-osmr").Read();
        int here = 0;
        int there = 0;
        foreach (int row in Rows(reference))
        {
            bool isOsmr = reference.Text(row, "source")!.StartsWith("osmr", StringComparison.Ordinal);
            var (table, at) = isOsmr ? (osmr, there++) : (nature, here++);
            Assert.Equal(
                reference.Text(row, "model")!.Replace("gpt2 ", "gpt2-", StringComparison.Ordinal),
                table.Text(at, "model"));
            string model = $"{reference.Text(row, "family")} {reference.Text(row, "model")}";
            Assert.Equal(
                !isOsmr && s_trainedAgain.TryGetValue(model, out double before) ? before : reference.Number(row, "top1_error"),
                table.Number(at, "error"));
            Assert.EndsWith(reference.Text(row, "family")!, table.Text(at, "family"), StringComparison.Ordinal);
            Assert.All(s_metrics, metric => Assert.Equal(reference.Number(row, metric), table.Number(at, metric)));
            if (isOsmr)
            {
                Assert.Equal(reference.Text(row, "in_published_27"), table.Text(at, "in_published_27"));
            }
            else
            {
                Assert.Equal(reference.Number(row, "n_slices"), table.Number(at, "slices"));
                Assert.Equal(reference.Number(row, "n_layers"), table.Number(at, "layers"));
            }
        }

        Assert.Equal((nature.RowCount, osmr.RowCount), (here, there));
    }

    [Fact]
    public void A_name_that_is_none_is_answered()
    {
        var error = Assert.Throws<UnknownNameException>(() => Corpora.Find("nature2012"));
        Assert.Equal("no corpus is named `nature2012`", error.Message);
        Assert.Contains("`nature2021`", error.Hint, StringComparison.Ordinal);
    }

    private static IEnumerable<int> Rows(Table table) => Enumerable.Range(0, table.RowCount);

    private static IEnumerable<string> Column(Table table, string column) =>
        Rows(table).Select(row => table.Text(row, column)!);
}
