using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Pieces;

/// <summary>A tensor that is a piece of a matrix.</summary>
internal static class Piece
{
    /// <summary>Lists a tensor as a piece, so that it is not analyzed.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="reason">What it is a piece of.</param>
    /// <param name="nextStep">What to do.</param>
    public static StoredTensor Mark(StoredTensor tensor, string reason, string nextStep)
    {
        string text = $"{reason}; {nextStep}";
        return tensor with
        {
            Info = tensor.Info with { Unread = text, Role = new TensorRole(TensorPurpose.Piece, text) },
        };
    }
}
