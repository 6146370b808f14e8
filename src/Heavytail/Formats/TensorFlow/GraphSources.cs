namespace Heavytail.Formats.TensorFlow;

/// <summary>Which values of a graph are stored ones.</summary>
internal static class GraphSources
{
    /// <summary>Of every value whether it is what a constant or a variable holds, perhaps in another shape.</summary>
    public static bool[] FromSources(this GraphValues values)
    {
        bool[] reached = new bool[values.Count];
        var followers = new List<int>?[values.Count];
        var pending = new Stack<int>();
        for (int value = 0; value < values.Count; value++)
        {
            if (values.NodeOf(value) is { Node: { IsConstant: true } or { IsVariable: true } })
            {
                reached[value] = true;
                pending.Push(value);
            }

            foreach (int before in Before(values, value))
            {
                (followers[before] ??= []).Add(value);
            }
        }

        while (pending.TryPop(out int value))
        {
            foreach (int follower in followers[value] ?? [])
            {
                if (!reached[follower])
                {
                    reached[follower] = true;
                    pending.Push(follower);
                }
            }
        }

        return reached;
    }

    /// <summary>Values that hold the same elements: what is read, passed or returned.</summary>
    private static IEnumerable<int> Before(GraphValues values, int value) =>
        values.NodeOf(value) is not { } found ? values.PassedTo(value)
        : values.ReturnOf(value) is { } returned ? [returned]
        : GraphOps.IsRead(found.Node.Op) && found.Inputs is [>= 0 and var source, ..] ? [source]
        : [];
}
