namespace Heavytail;

/// <summary>What a column holds, which decides its alignment.</summary>
public enum ColumnKind
{
    /// <summary>Words and shapes: aligned left.</summary>
    Text,

    /// <summary>Whole numbers: aligned right.</summary>
    Count,

    /// <summary>Real numbers: aligned right, four significant digits where people read them.</summary>
    Real,
}
