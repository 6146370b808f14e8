using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>PyTorch's recurrent layers: all gates in one tensor, <c>[gates · hidden, in]</c>.</summary>
internal static partial class RecurrentRules
{
    private static readonly string[] s_lstm = ["i", "f", "g", "o"];
    private static readonly string[] s_gru = ["r", "z", "n"];

    /// <summary>
    /// The number of gates is that of the rows by the size of the state, which the matrix on the state determines.
    /// </summary>
    public static Verdict? Recurrent(TensorInfo tensor, LayerContext context)
    {
        var match = Name().Match(tensor.Name);
        if (!match.Success || tensor.Shape.Rank != 2)
        {
            return null;
        }

        if (match.Groups["which"].Value == "hr")
        {
            return Verdict.Matrix(tensor, TensorPurpose.Dense, "oi", "the projection of an LSTM's state");
        }

        long rows = tensor.Shape[0];
        long? hidden = HiddenSize(tensor, match, context) ?? HiddenSize(tensor.Shape[0], tensor.Name);
        (var purpose, string[] gates) = (hidden is > 0 && rows % hidden == 0 ? rows / hidden : null) switch
        {
            4 => (TensorPurpose.Lstm, s_lstm),
            3 => (TensorPurpose.Gru, s_gru),
            _ => (TensorPurpose.Rnn, Array.Empty<string>()),
        };
        var role = new TensorRole(purpose, "")
        {
            Axes = "oi",
            Parts = gates.Length == 0 ? [] : TensorPart.Equal(rows, gates),
        };
        return Verdict.From(tensor, role, gates.Length == 0
            ? $"{rows} rows for {Units(hidden)}: no gates"
            : $"{rows} rows for {Units(hidden)}: gates {string.Join(", ", gates)}");
    }

    /// <summary>Units of the state: the columns of the matrix on the state, unless the state is projected.</summary>
    private static long? HiddenSize(TensorInfo tensor, Match match, LayerContext context)
    {
        string before = tensor.Name[..match.Groups["which"].Index];
        string after = tensor.Name[(match.Groups["which"].Index + match.Groups["which"].Length)..];
        if (context.Find(before + "hr" + after) is { Shape.Rank: 2 } projection)
        {
            return projection.Shape[1];
        }

        var state = match.Groups["which"].Value == "hh" ? tensor
            : context.Find(before + "hh" + after) ?? context.Find(WrapperNames.Plain(before + "hh" + after));
        return state is { Shape.Rank: 2 } ? state.Shape[1] : null;
    }

    /// <summary>Where an adapter wraps one matrix of a cell, the name of the cell says how many gates it has.</summary>
    private static long? HiddenSize(long rows, string name)
    {
        string cell = NameWords.Of(NameParts.Of(WrapperNames.Plain(name)).OwnerLast);
        return Lstm().IsMatch(cell) && rows % s_lstm.Length == 0 ? rows / s_lstm.Length
            : Gru().IsMatch(cell) && rows % s_gru.Length == 0 ? rows / s_gru.Length : null;
    }

    private static string Units(long? hidden) =>
        hidden is long units ? $"{units} units" : "an unknown number of units";

    [GeneratedRegex("_[a-z]*lstm(cell)?_", RegexOptions.CultureInvariant)]
    private static partial Regex Lstm();

    [GeneratedRegex("_[a-z]*gru(cell)?_", RegexOptions.CultureInvariant)]
    private static partial Regex Gru();

    [GeneratedRegex(@"(^|[._/])weight_(?<which>ih|hh|hr)(_l\d+(_reverse)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
