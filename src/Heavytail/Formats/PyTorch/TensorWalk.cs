using System.Globalization;
using Heavytail.Files;

namespace Heavytail.Formats.PyTorch;

/// <summary>A tensor and where it hangs.</summary>
/// <param name="Keys">Keys from the root's own key down.</param>
/// <param name="Built">The tensor.</param>
/// <param name="IsOptimizer">Whether it hangs in the state dict of an optimizer.</param>
internal sealed record FoundTensor(IReadOnlyList<string> Keys, PickleObject Built, bool IsOptimizer);

/// <summary>
/// Every tensor that is reachable from a value, in the order of the pickle. Each container is entered once, so a
/// structure that unfolds exponentially costs what it takes in the file. A list, tuple or dict that holds itself is
/// refused: no state dict does. Objects may: a module that knows its parent is an ordinary thing.
/// </summary>
internal sealed class TensorWalk(ByteSource file)
{
    /// <summary>Python's own pickler gives up at about a third of this.</summary>
    public const int MaxDepth = 1000;

    /// <summary>Of the dotted name, in characters.</summary>
    public const int MaxNameLength = 4096;

    private readonly HashSet<object> _entered = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Place> _left = new();

    /// <summary>Declares a container as entered, where the caller walks its items one by one.</summary>
    public void Skip(object container) => _entered.Add(container);

    /// <summary>Walks one value; containers that an earlier walk has entered are not entered again.</summary>
    /// <param name="root">The value.</param>
    /// <param name="within">The container that it was taken from, if any.</param>
    public List<FoundTensor> Walk(object? root, object? within = null)
    {
        var found = new List<FoundTensor>();
        var start = new Place(root, new Place(within, null, null, 0, 0), null, 0, 0);
        _left.Push(start with { IsOptimizer = within is PickleDict above && IsOptimizer(above) });
        while (_left.TryPop(out var place))
        {
            if (place.Value is PickleObject built && TorchRebuild.IsTensor(built))
            {
                found.Add(new FoundTensor(KeysOf(place), built, place.IsOptimizer));
            }
            else if (place.Value is not null && _entered.Add(place.Value))
            {
                if (place.Value is PickleObject objects && TorchArray.IsOfObjects(objects))
                {
                    found.Add(new FoundTensor(KeysOf(place), objects, place.IsOptimizer));
                }

                Enter(place);
            }
            else
            {
                RefuseLoop(place);
            }
        }

        return found;
    }

    private void RefuseLoop(Place place)
    {
        for (var above = place.Parent; above?.Value is PickleDict or PickleList or PickleTuple; above = above.Parent)
        {
            if (ReferenceEquals(above.Value, place.Value))
            {
                throw file.Invalid(
                    $"the pickle is cyclic: `{string.Join('.', KeysOf(place))}` holds itself",
                    "no state dict does; the file is damaged or malicious");
            }
        }
    }

    private void Enter(Place place)
    {
        int before = _left.Count;
        switch (place.Value)
        {
            case PickleDict dict:
                PushEntries(place, dict, isState: false);
                break;
            case PickleList list:
                PushItems(place, list.Items);
                break;
            case PickleTuple tuple:
                PushItems(place, tuple.Items);
                break;
            case PickleObject built:
                PushObject(place, built);
                break;
        }

        if (_left.Count > before && place.Depth == MaxDepth)
        {
            throw file.Invalid($"the pickle is nested deeper than {MaxDepth:N0} levels; no weight file is");
        }
    }

    /// <summary>
    /// An object's parts have no key of their own: they are attributes, entries and elements of the object.
    /// </summary>
    private void PushObject(Place place, PickleObject built)
    {
        if (built.Elements is { } elements)
        {
            PushItems(place, elements.Items);
        }

        if (built.Entries is { } entries)
        {
            PushEntries(place, entries, isState: false);
        }

        // A class with slots has a pair of dicts.
        object?[] states = built.State is PickleTuple { Items: [var first, var second] }
            ? [second, first]
            : [built.State];
        foreach (object? state in states)
        {
            if (state is PickleDict attributes)
            {
                PushEntries(place, attributes, isState: true);
            }
            else
            {
                PushChild(place, null, state);
            }
        }

        if (built.Arguments.Items is [var only])
        {
            PushChild(place, null, only);
        }
        else
        {
            PushItems(place, built.Arguments.Items);
        }
    }

    /// <summary>Pushed in reverse, for the stack turns them round.</summary>
    private void PushEntries(Place place, PickleDict dict, bool isState)
    {
        for (int i = dict.Items.Count - 1; i >= 0; i--)
        {
            var (key, value) = dict.Items[i];
            string? text = key switch
            {
                // Where torch.nn.Module keeps its tensors and its children; its names leave these out.
                "_parameters" or "_buffers" or "_modules" when isState => null,
                _ => PickleKeys.Text(key, MaxNameLength) ?? i.ToString(CultureInfo.InvariantCulture),
            };
            PushChild(place, text, value);
        }
    }

    private void PushItems(Place place, IReadOnlyList<object?> items)
    {
        for (int i = items.Count - 1; i >= 0; i--)
        {
            PushChild(place, i.ToString(CultureInfo.InvariantCulture), items[i]);
        }
    }

    private void PushChild(Place parent, string? key, object? value)
    {
        if (value is not (PickleDict or PickleList or PickleTuple or PickleObject))
        {
            return;
        }

        int length = parent.NameLength + (key is null ? 0 : key.Length + 1);
        if (length > MaxNameLength)
        {
            throw file.Invalid($"a name of more than {MaxNameLength:N0} characters");
        }

        bool isOptimizer = parent.IsOptimizer || (parent.Value is PickleDict dict && IsOptimizer(dict));
        _left.Push(new Place(value, parent, key, parent.Depth + 1, length) { IsOptimizer = isOptimizer });
    }

    /// <summary>What <c>optimizer.state_dict()</c> returns has these two keys, under whatever key it hangs.</summary>
    private static bool IsOptimizer(PickleDict dict) =>
        dict.Find("state") is PickleDict && dict.Find("param_groups") is PickleList;

    private static List<string> KeysOf(Place? place)
    {
        var keys = new List<string>();
        for (; place is not null; place = place.Parent)
        {
            if (place.Key is not null)
            {
                keys.Add(place.Key);
            }
        }

        keys.Reverse();
        return keys;
    }

    /// <summary>A value and the way to it; no key where the way adds nothing to the name.</summary>
    private sealed record Place(object? Value, Place? Parent, string? Key, int Depth, int NameLength)
    {
        public bool IsOptimizer { get; init; }
    }
}
