namespace Heavytail;

/// <summary>What becomes of each layer, from its score: the result of every kind of plan.</summary>
public sealed record Plan
{
    /// <summary>The kind, as the tool names it: <c>sparsity</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The method and its choices, for people: <c>AlphaPruning, by block</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The paper, and its equation.</summary>
    public required string Source { get; init; }

    /// <summary>What is allocated, and its unit: <c>sparsity</c>, <c>bits</c>.</summary>
    public required string Allocated { get; init; }

    /// <summary>Whether allocations are whole numbers.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The layers, in the order of the modules.</summary>
    public required IReadOnlyList<PlanRow> Rows { get; init; }

    /// <summary>The parameters, and what they led to.</summary>
    public IReadOnlyList<PlanFact> Facts { get; init; } = [];

    /// <summary>What to know before the plan is used, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The files that other tools read, the main one first.</summary>
    public IReadOnlyList<PlanFile> Files { get; init; } = [];

    /// <summary>The files that this plan cannot give, each with the reason.</summary>
    public IReadOnlyList<RefusedPlanFile> Refused { get; init; } = [];

    /// <summary>The value of a fact by its name; null where there is none.</summary>
    public double? this[string fact] => Facts.FirstOrDefault(known => known.Name == fact)?.Value;
}

/// <summary>The allocation of a layer.</summary>
/// <param name="Layer">The layer with its score.</param>
/// <param name="Allocation">What it gets, in the unit of <see cref="Plan.Allocated"/>.</param>
/// <param name="Why">How it follows from the score, for people.</param>
public sealed record PlanRow(PlanLayer Layer, double Allocation, string Why);

/// <summary>A parameter of a plan, or a value that follows from it.</summary>
/// <param name="Name">Its name, in snake_case.</param>
/// <param name="Value">Its value.</param>
public sealed record PlanFact(string Name, double Value);

/// <summary>A file that another tool reads.</summary>
/// <param name="Name">The name of the format: <c>llm-compressor</c>.</param>
/// <param name="Extension">The extension that the tool expects: <c>.yaml</c>.</param>
/// <param name="Content">Its bytes; text is UTF-8 with line feeds.</param>
public sealed record PlanFile(string Name, string Extension, ReadOnlyMemory<byte> Content)
{
    /// <summary>What reads it, and how it is passed, for people.</summary>
    public required string Use { get; init; }

    /// <summary>Whether it is text.</summary>
    public bool IsText { get; init; } = true;
}

/// <summary>A file that a plan cannot give.</summary>
/// <param name="Name">The name of the format.</param>
/// <param name="Why">The reason, for people.</param>
public sealed record RefusedPlanFile(string Name, string Why);

/// <summary>
/// A plan could not be made: the message says which score or parameter is at fault, and what was expected.
/// </summary>
public sealed class PlanException : HeavytailException
{
    internal PlanException(string message, string? hint = null)
        : base(message, hint)
    {
    }
}
