using System.Text.Json.Nodes;

namespace Heavytail.Tests.Support;

/// <summary>
/// What a cell of a notebook uses of .NET Interactive: <c>display</c> and <c>Formatter</c>. Scripts see its members, so
/// that it is public.
/// </summary>
public sealed class NotebookKernel
{
    private readonly List<JsonNode> _outputs = [];

    /// <summary>Stands for the class of that name.</summary>
    public NotebookFormatter Formatter { get; } = new();

    /// <summary>Shows a value. The name is that of .NET Interactive.</summary>
    public void display(object value) => _outputs.Add(new JsonObject
    {
        ["data"] = Formatter.Format(value),
        ["metadata"] = new JsonObject(),
        ["output_type"] = "display_data",
    });

    /// <summary>What a cell has shown, as a notebook keeps it.</summary>
    /// <param name="result">The value of its last expression; null where it has none.</param>
    /// <param name="number">The number of the cell.</param>
    internal JsonArray Take(object? result, int number)
    {
        if (result is not null)
        {
            _outputs.Add(new JsonObject
            {
                ["data"] = Formatter.Format(result),
                ["execution_count"] = number,
                ["metadata"] = new JsonObject(),
                ["output_type"] = "execute_result",
            });
        }

        JsonArray taken = [.. _outputs];
        _outputs.Clear();
        return taken;
    }
}
