namespace Heavytail.Formats.TensorFlow;

/// <summary>What the functions of a graph are called with.</summary>
internal static class GraphCallers
{
    private const int MaxCallers = 256;

    /// <summary>
    /// The one value that all callers pass for an argument, through functions between; null where there are several.
    /// Arguments that nobody passes, those of functions that are saved beside the network, say nothing.
    /// </summary>
    public static int? OnlyPassedTo(this GraphValues values, int argument)
    {
        int? only = null;
        var seen = new HashSet<int> { argument };
        var pending = new Stack<int>([argument]);
        while (pending.TryPop(out int reached))
        {
            foreach (int passed in values.PassedTo(reached).Where(seen.Add))
            {
                if (values.NodeOf(passed) is null)
                {
                    pending.Push(passed);
                }
                else if (only is not null || seen.Count > MaxCallers)
                {
                    return null;
                }
                else
                {
                    only = passed;
                }
            }
        }

        return only;
    }
}
