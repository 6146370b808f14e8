namespace Heavytail.Formats.Contract;

/// <summary>An operator of a graph, by the numbers of its values.</summary>
/// <param name="Inputs">What it takes.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="IsCall">Whether its work is done by steps of their own: a call, a branch, a loop.</param>
internal readonly record struct ExecutionStep(int[] Inputs, int[] Outputs, bool IsCall = false);

/// <summary>
/// When a graph first takes each stored value together with data. Operators on stored values alone, such as those that
/// widen or turn weights, stand in files wherever a converter put them: what they take counts where their result goes.
/// </summary>
internal sealed class ExecutionOrder
{
    private const int Never = int.MaxValue;

    private readonly int[] _places;

    /// <param name="steps">The operators in the order of execution, those of a function where it is called.</param>
    /// <param name="stored">The values that are stored.</param>
    /// <param name="count">How many values there are.</param>
    public ExecutionOrder(IReadOnlyList<ExecutionStep> steps, IEnumerable<int> stored, int count)
    {
        _places = new int[count];
        int[] atCalls = new int[count];
        Array.Fill(_places, Never);
        Array.Fill(atCalls, Never);
        bool[] isLive = Live(steps, stored, count);
        for (int place = steps.Count - 1; place >= 0; place--)
        {
            var step = steps[place];
            if (!isLive[place])
            {
                TakeMin(_places, step.Inputs, First(_places, step.Outputs));
                TakeMin(atCalls, step.Inputs, First(atCalls, step.Outputs));
            }
            else
            {
                TakeMin(step.IsCall ? atCalls : _places, step.Inputs, place);
            }
        }

        // What goes into a call and is not seen in it is used there.
        for (int value = 0; value < count; value++)
        {
            _places[value] = _places[value] == Never ? atCalls[value] : _places[value];
        }
    }

    /// <summary>The place of a value among the steps; null where no step takes it with data.</summary>
    public int? PlaceOf(int value) => _places[value] == Never ? null : _places[value];

    /// <summary>
    /// Tensors in the order in which the graph takes them, those that it does not take behind them, as in the file.
    /// </summary>
    /// <param name="tensors">The tensors in the order of the file, by their index.</param>
    /// <param name="placeOf">The place of a tensor by its index; null where the graph does not take it.</param>
    public static IReadOnlyList<StoredTensor> Sort(IReadOnlyList<StoredTensor> tensors, Func<int, int?> placeOf) =>
    [
        .. tensors.Index().Select(pair => (pair.Item, Place: placeOf(pair.Index))).OrderBy(pair => pair.Place ?? Never)
            .Select((pair, index) => pair.Item with
            {
                Info = pair.Item.Info with { Index = index, Step = pair.Place },
            }),
    ];

    /// <summary>Of each step whether it takes anything but stored values, and what is made of these.</summary>
    private static bool[] Live(IReadOnlyList<ExecutionStep> steps, IEnumerable<int> stored, int count)
    {
        bool[] isFixed = new bool[count];
        foreach (int value in stored)
        {
            isFixed[value] = true;
        }

        bool[] isLive = new bool[steps.Count];
        foreach (var (place, step) in steps.Index())
        {
            isLive[place] = step.Inputs.Length == 0 || !Array.TrueForAll(step.Inputs, input => isFixed[input]);
            foreach (int output in step.Outputs)
            {
                // What a function returns without its data was found where its own steps are.
                isFixed[output] = !isLive[place] || (step.IsCall && isFixed[output]);
            }
        }

        return isLive;
    }

    private static int First(int[] places, int[] values) =>
        values.Select(value => places[value]).DefaultIfEmpty(Never).Min();

    private static void TakeMin(int[] places, int[] values, int place)
    {
        foreach (int value in values)
        {
            places[value] = Math.Min(places[value], place);
        }
    }
}
