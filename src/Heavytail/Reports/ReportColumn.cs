
using Heavytail.Analysis;

namespace Heavytail.Reports;

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

/// <summary>A column of the layer table: in CSV and tables a column, in JSON a property.</summary>
/// <param name="Name">Its name, as WeightWatcher spells it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Value">A layer's value: a <c>string</c>, <c>int</c>, <c>long</c>, <c>double</c>, <c>TensorShape</c>, or
/// null where there is none. <see cref="Cell"/> takes it.</param>
public sealed record ReportColumn(
    string Name, ColumnKind Kind, Func<ModelAnalysis, LayerAnalysis, object?> Value);
