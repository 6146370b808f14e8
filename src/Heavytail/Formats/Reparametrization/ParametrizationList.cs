using System.Globalization;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>All tensors of the parametrizations of one parameter.</summary>
/// <param name="Name">The parameter: <c>a.weight</c>.</param>
/// <param name="Parts">What follows <c>a.parametrizations.weight.</c>, and the tensor.</param>
internal sealed record ParametrizationList(string Name, IReadOnlyList<(string End, StoredTensor Tensor)> Parts)
{
    private const string Word = "original";

    /// <summary>Far more than any chain has; each is a stream that reads the one before.</summary>
    private const int MaxLinks = 8;

    /// <summary>The tensor that the weight is computed from; null where it is not in the file.</summary>
    public StoredTensor? Original => Find(Word) ?? Find($"{Word}1") ?? Find($"{Word}0");

    /// <summary>The lists of a file, in the order of their first tensors.</summary>
    public static IReadOnlyList<ParametrizationList> All(TensorTable tensors)
    {
        var lists = new OrderedDictionary<string, List<(string End, StoredTensor Tensor)>>(StringComparer.Ordinal);
        foreach (var (path, tensor) in tensors.EndingIn(""))
        {
            int start = path.LastIndexOf(ParameterNames.Parametrizations, StringComparison.Ordinal);
            int point = start < 0 || (start > 0 && path[start - 1] != '.')
                ? -1
                : path.IndexOf('.', start + ParameterNames.Parametrizations.Length);
            if (point > 0 && point < path.Length - 1)
            {
                string name = path[..start] + path[(start + ParameterNames.Parametrizations.Length)..point];
                if (!lists.TryGetValue(name, out var parts))
                {
                    lists.Add(name, parts = []);
                }

                parts.Add((path[(point + 1)..], tensor));
            }
        }

        return [.. lists.Select(list => new ParametrizationList(list.Key, list.Value))];
    }

    /// <summary>The known links from the original to the weight; null where one is not known.</summary>
    public IReadOnlyList<ParametrizationLink>? Chain()
    {
        if (Original is not { } original || !original.Info.Type.IsRealFloat())
        {
            return null;
        }

        var links = new List<ParametrizationLink>();
        var numbered = Numbered();
        int originals = Parts.Count(part => Numeral(part.End) is null);
        if (numbered.Count > MaxLinks)
        {
            return null;
        }

        int next = 0;
        if (Find($"{Word}0") is { } magnitude)
        {
            if (originals != 2 || original == magnitude || !WeightNorm.Fits(original, magnitude))
            {
                return null;
            }

            links.Add(new(
                WeightNorm.Scheme,
                [(magnitude, WeightNorm.Word)],
                weight => WeightNorm.Weight(WeightNorm.Scheme, weight, magnitude, Name)));
            next = 1;
        }
        else if (originals != 1)
        {
            return null;
        }

        foreach (var (number, parts) in numbered)
        {
            if (number != next++ || ParametrizationLink.Of(original, Name, parts) is not { } link)
            {
                return null;
            }

            links.Add(link);
        }

        return links.Count > 0 ? links : null;
    }

    /// <summary>Why the weight cannot be computed.</summary>
    public string Problem()
    {
        const string Multiplies = "the network multiplies by what a parametrization makes of it";
        if (Original is null)
        {
            return "a part of a parametrization, and the original that it belongs to is not in the file";
        }

        var numbered = Numbered();
        string?[] unknown =
        [
            .. numbered.Where(link => ParametrizationLink.Of(Original, Name, link.Value) is null)
                .Select(link => ParametrizationLink.Describe(link.Value)),
        ];
        return unknown is [{ } what, ..] ? $"{Multiplies}, {what}"
            : Find($"{Word}1") is not null
            ? $"{Multiplies}, from several originals whose shapes are not those of weight norm"
            : numbered.Count == 0 ? $"{Multiplies}, and the file does not say which"
            : $"{Multiplies}, and the file does not say which comes before number {numbered.Keys.Last()}";
    }

    private StoredTensor? Find(string rest) => Parts.FirstOrDefault(part => part.End == rest).Tensor;

    private SortedDictionary<int, (string End, StoredTensor Tensor)[]> Numbered() => new(
        Parts.Where(part => Numeral(part.End) is not null)
            .GroupBy(part => Numeral(part.End)!.Value)
            .ToDictionary(
                link => link.Key,
                link => link.Select(part => (part.End[(part.End.IndexOf('.') + 1)..], part.Tensor)).ToArray()));

    /// <summary>The number of the link that a tensor belongs to; null of an original.</summary>
    private static int? Numeral(string rest) =>
        rest.IndexOf('.') is > 0 and int point
        && int.TryParse(rest.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
