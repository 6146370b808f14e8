namespace Heavytail.Formats.TensorFlow;

/// <summary>What the functions of a graph are called with.</summary>
internal static class GraphCallers
{
    private const int MaxCallers = 256;

    /// <summary>
    /// The value of a node that a value is: what a call returns, and what is passed for an argument, is followed.
    /// </summary>
    public static int Origin(this GraphValues values, int value)
    {
        for (int hop = 0; hop < MaxCallers; hop++)
        {
            if ((values.NodeOf(value) is null ? values.OnlyPassedTo(value) : values.ReturnOf(value)) is not { } before)
            {
                break;
            }

            value = before;
        }

        return value;
    }

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
