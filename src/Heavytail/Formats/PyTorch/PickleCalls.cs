namespace Heavytail.Formats.PyTorch;

/// <summary>
/// What becomes of the instructions that run code in Python: an inert object, or a refusal of what is dangerous.
/// </summary>
internal sealed class PickleCalls(PickleInput input, PickleStack stack)
{
    /// <summary>Longer dotted names come from no class.</summary>
    private const int MaxNameLength = 1024;

    /// <summary>GLOBAL, STACK_GLOBAL: a name, unless it is one that only attacks use.</summary>
    public PickleGlobal Name(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        return PickleDanger.IsNamed(global) ? throw Refused($"names `{global}`") : global;
    }

    /// <summary>REDUCE, INST, OBJ: <c>callee(*arguments)</c>.</summary>
    public object? Call(object? callee, object? arguments)
    {
        if (callee is PickleObject made)
        {
            return PickleDanger.IsMadeFunction(made)
                ? throw Refused($"wants to call a function that it brings along, made by `{made.Callee}`")
                : ResultOfCall(made, arguments);
        }

        if (callee is not PickleGlobal global)
        {
            throw input.Invalid("the pickle wants to call something that is not a named global; nothing was executed");
        }

        var tuple = ArgumentsOf(global, arguments);
        if (PickleDanger.IsCalled(global, tuple.Items))
        {
            throw Refused($"wants to call `{global}` of `{tuple.Items[0]}` and `{tuple.Items.ElementAtOrDefault(1)}`");
        }

        stack.Charge(PickleStack.ContainerValues);
        if (PickleGlobals.MakesDict(global))
        {
            return MakeDict(tuple);
        }

        if (PickleGlobals.MakesObjectOfClass(global))
        {
            return Construct(tuple.Items is [var type, ..] ? type : null, PickleTuple.Empty);
        }

        return tuple.Items switch
        {
            [var value, ..] when PickleGlobals.ReturnsArgument(global) => value,
            [string text, ..] when PickleGlobals.MakesBytes(global) => new PickleBytes(0, text.Length) { Text = text },
            [PickleBytes { IsText: true } bytes, ..] when PickleGlobals.MakesBytes(global) => bytes,
            [PickleGlobal owner, string name, ..] when PickleDanger.IsGetter(global)
                && owner.Name.Length + name.Length < MaxNameLength => Name(owner.Module, $"{owner.Name}.{name}"),
            _ => new PickleObject(global, tuple),
        };
    }

    /// <summary>
    /// NEWOBJ: <c>type.__new__(type, *arguments)</c>, which runs no code of the class but its allocation.
    /// </summary>
    public PickleObject Construct(object? type, object? arguments)
    {
        stack.Charge(PickleStack.ContainerValues);
        return type switch
        {
            PickleGlobal global => new PickleObject(global, ArgumentsOf(global, arguments)),
            PickleObject made => ResultOfCall(made, arguments),
            _ => throw input.Invalid(
                "the pickle wants an object of something that is not a named class; nothing was executed"),
        };
    }

    /// <summary>BUILD: <c>target.__setstate__(state)</c>.</summary>
    public void Build(object? target, object? state)
    {
        switch (target)
        {
            case PickleObject built:
                built.State = state;
                break;
            case PickleDict:
                // A state dict carries its modules' version numbers as an attribute; no weights are there.
                break;
            default:
                throw input.Invalid("the pickle sets the state of something that has none; nothing was executed");
        }
    }

    /// <summary>An object that keeps what was called and with what, for tensors may be in either.</summary>
    private PickleObject ResultOfCall(PickleObject called, object? arguments)
    {
        stack.Charge(PickleStack.ContainerValues);
        return new PickleObject(
            PickleGlobal.Result, new PickleTuple([called, ArgumentsOf(PickleGlobal.Result, arguments)]));
    }

    private InvalidCheckpointException Refused(string what) => input.Invalid(
        $"the pickle {what}, which can run code or change files and which no weight file needs; nothing was executed",
        "do not load this file in Python unless you trust its source");

    private PickleTuple ArgumentsOf(PickleGlobal callee, object? arguments) =>
        arguments as PickleTuple ?? throw input.Invalid($"the arguments of `{callee}` are not a tuple");

    /// <summary>Of a dict, or (Python 2's OrderedDict) of a list of pairs; a default factory is left out.</summary>
    private PickleDict MakeDict(PickleTuple arguments)
    {
        var dict = new PickleDict();
        switch (arguments.Items is [.., var last] ? last : null)
        {
            case PickleDict source:
                stack.Charge(2 * source.Items.Count);
                foreach (var (key, value) in source.Items)
                {
                    dict.Set(key, value);
                }

                break;
            case PickleList pairs:
                stack.Charge(2 * pairs.Items.Count);
                foreach (object? pair in pairs.Items)
                {
                    var (key, value) = Pair(pair);
                    dict.Set(key, value);
                }

                break;
        }

        return dict;
    }

    private (object? Key, object? Value) Pair(object? pair) => pair switch
    {
        PickleList { Items: [var key, var value] } => (key, value),
        PickleTuple { Items: [var key, var value] } => (key, value),
        _ => throw input.Invalid("a dict is made of something that is not a pair"),
    };
}
