namespace Heavytail;

/// <summary>How the gates of recurrent layers are analyzed.</summary>
public enum RecurrentCut
{
    /// <summary>One matrix for each gate.</summary>
    Gates,

    /// <summary>All gates as one matrix, as they are stored.</summary>
    Stacked,
}

/// <summary>The words of cuts.</summary>
public static class RecurrentCuts
{
    /// <summary>The word on the command line and in reports.</summary>
    public static string Word(this RecurrentCut cut) => cut switch
    {
        RecurrentCut.Gates => "gates",
        RecurrentCut.Stacked => "stacked",
        _ => throw new ArgumentOutOfRangeException(nameof(cut), cut, "not a cut"),
    };
}
