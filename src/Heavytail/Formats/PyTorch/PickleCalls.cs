namespace Heavytail.Formats.PyTorch;

/// <summary>What becomes of the instructions that run code in Python: an inert object, or a refusal.</summary>
internal sealed class PickleCalls(PickleInput input, PickleStack stack)
{
    /// <summary>REDUCE, INST, OBJ: <c>callee(*arguments)</c>.</summary>
    public object? Call(object? callee, object? arguments)
    {
        if (callee is not PickleGlobal global)
        {
            throw input.Invalid("the pickle wants to call something that is not a named global; nothing was executed");
        }

        if (!PickleGlobals.MayCall(global))
        {
            throw Refused(global);
        }

        var tuple = ArgumentsOf(global, arguments);
        if (PickleGlobals.MakesDict(global))
        {
            return MakeDict(tuple);
        }

        if (PickleGlobals.MakesObjectOfClass(global))
        {
            return Construct(tuple.Items is [var type, ..] ? type : null, PickleTuple.Empty);
        }

        // TorchScript marks a value with its type; the value is all that matters here.
        return global is { Module: "torch.jit._pickle", Name: "restore_type_tag" } && tuple.Items.Count > 0
            ? tuple.Items[0]
            : new PickleObject(global, tuple);
    }

    /// <summary>
    /// NEWOBJ: <c>type.__new__(type, *arguments)</c>, which runs no code of the class but its allocation.
    /// </summary>
    public PickleObject Construct(object? type, object? arguments)
    {
        if (type is not PickleGlobal global)
        {
            throw input.Invalid(
                "the pickle wants an object of something that is not a named class; nothing was executed");
        }

        return PickleGlobals.MayConstruct(global)
            ? new PickleObject(global, ArgumentsOf(global, arguments))
            : throw Refused(global);
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

    private InvalidCheckpointException Refused(PickleGlobal callee) => input.Invalid(
        $"the pickle wants to call `{callee}`, which is not among the globals that a weight file needs; nothing was "
        + "executed",
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
                stack.Charge(source.Items.Count);
                foreach (var (key, value) in source.Items)
                {
                    dict.Set(key, value);
                }

                break;
            case PickleList pairs:
                stack.Charge(pairs.Items.Count);
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
