namespace Heavytail;

/// <summary>A correlation trap, and what was done to it.</summary>
/// <param name="Slice">The slice of the layer, from 0.</param>
/// <param name="Cause">Why it is one.</param>
/// <param name="Surgery">What was done; <see cref="TrapSurgery.None"/> where it was left.</param>
/// <param name="Value">The entry, or the mean.</param>
public sealed record TreatedTrap(int Slice, TrapCause Cause, TrapSurgery Surgery, double Value)
{
    /// <summary>The row of the entry, an output, from 0; null for a mean.</summary>
    public int? Row { get; init; }

    /// <summary>The column of the entry, an input, from 0; null for a mean.</summary>
    public int? Column { get; init; }

    /// <summary>How many times its threshold it was.</summary>
    public required double Excess { get; init; }

    /// <summary>What the entry became, or the mean, before rounding.</summary>
    public required double NewValue { get; init; }
}
