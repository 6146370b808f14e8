// Specification: CPython, Lib/pickletools.py, https://github.com/python/cpython/blob/main/Lib/pickletools.py
using System.Text;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// Just enough pickle to read weight files. It builds plain values and inert <see cref="PickleObject"/>s; it imports
/// nothing and calls nothing, and it refuses a pickle that names what <see cref="PickleDanger"/> lists.
/// </summary>
internal sealed class PickleMachine
{
    private const int HighestProtocol = 5;

    private readonly PickleInput _input;
    private readonly Func<object?, object?> _loadPersistent;
    private readonly PickleStack _stack;
    private readonly PickleNumbers _numbers;
    private readonly PickleCalls _calls;

    /// <summary>A machine for one pickle.</summary>
    /// <param name="input">The pickle, from its first byte on.</param>
    /// <param name="storedBytes">Bytes that it takes in the file.</param>
    /// <param name="loadPersistent">Resolves a persistent id.</param>
    public PickleMachine(PickleInput input, long storedBytes, Func<object?, object?> loadPersistent)
    {
        _input = input;
        _loadPersistent = loadPersistent;
        _stack = new(input, storedBytes);
        _numbers = new(input);
        _calls = new(input, _stack);
    }

    /// <summary>Runs up to STOP and returns what the pickle describes.</summary>
    /// <exception cref="InvalidCheckpointException">The pickle is damaged, hostile, or uses what is not
    /// supported.</exception>
    public object? Run()
    {
        while (true)
        {
            var code = (PickleOpCode)_input.ReadByte();
            if (code == PickleOpCode.Stop)
            {
                return _stack.Pop();
            }

            if (!RunValue(code) && !RunContainer(code) && !RunObject(code))
            {
                throw _input.Invalid($"instruction 0x{(byte)code:x2} is unknown, or does not occur in weight files");
            }
        }
    }

    /// <summary>Numbers, texts, the stack and the memo.</summary>
    private bool RunValue(PickleOpCode code)
    {
        if (_numbers.TryRead(code, out object? number))
        {
            _stack.Push(number);
            return true;
        }

        switch (code)
        {
            case PickleOpCode.Proto:
                CheckProtocol(_input.ReadByte());
                break;
            case PickleOpCode.Frame:
                // Frames let Python read ahead; the instructions in them are the same.
                _input.ReadUnsigned(8);
                break;
            case PickleOpCode.None:
                _stack.Push(null);
                break;
            case PickleOpCode.String:
                // Protocol 0 quotes and escapes; names need no escapes, so these stay as they are written.
                _stack.Push(_input.ReadLine(PickleInput.MaxLineBytes).Trim('\'', '"'));
                break;
            case PickleOpCode.Unicode:
                _stack.Push(_input.ReadLine(PickleInput.MaxLineBytes, Encoding.Latin1));
                break;
            case PickleOpCode.ShortBinUnicode or PickleOpCode.BinUnicode or PickleOpCode.BinUnicode8:
                _stack.Push(_input.ReadText(ReadLength(code)));
                break;
            case PickleOpCode.ShortBinString or PickleOpCode.BinString:
                _stack.Push(_input.ReadByteString(ReadLength(code)));
                break;
            case PickleOpCode.ShortBinBytes:
                _stack.Push(_input.ReadShortBytes(ReadLength(code)));
                break;
            case PickleOpCode.BinBytes or PickleOpCode.BinBytes8
                or PickleOpCode.ByteArray8:
                _stack.Push(_input.Skip(ReadLength(code)));
                break;
            case PickleOpCode.Pop:
                _stack.PopValueOrMark();
                break;
            case PickleOpCode.PopMark:
                _stack.PopToMark();
                break;
            case PickleOpCode.Mark:
                _stack.Mark();
                break;
            case PickleOpCode.Dup:
                _stack.Push(_stack.Peek());
                break;
            case PickleOpCode.Get:
                _stack.Get(_numbers.ReadIndexLine());
                break;
            case PickleOpCode.BinGet or PickleOpCode.LongBinGet:
                _stack.Get(_input.ReadUnsigned(code == PickleOpCode.BinGet ? 1 : 4));
                break;
            case PickleOpCode.Put:
                _stack.Put(_numbers.ReadIndexLine());
                break;
            case PickleOpCode.BinPut or PickleOpCode.LongBinPut:
                _stack.Put(_input.ReadUnsigned(code == PickleOpCode.BinPut ? 1 : 4));
                break;
            case PickleOpCode.Memoize:
                _stack.Memoize();
                break;
            default:
                return false;
        }

        return true;
    }

    private bool RunContainer(PickleOpCode code)
    {
        switch (code)
        {
            case PickleOpCode.EmptyTuple:
                _stack.Push(PickleTuple.Empty);
                break;
            case PickleOpCode.Tuple1 or PickleOpCode.Tuple2 or PickleOpCode.Tuple3:
                object?[] items = new object?[code - PickleOpCode.Tuple1 + 1];
                for (int i = items.Length - 1; i >= 0; i--)
                {
                    items[i] = _stack.Pop();
                }

                _stack.Push(new PickleTuple(items));
                break;
            case PickleOpCode.Tuple:
                _stack.Push(new PickleTuple(_stack.PopToMark()));
                break;
            case PickleOpCode.EmptyList or PickleOpCode.EmptySet:
                _stack.PushContainer(new PickleList());
                break;
            case PickleOpCode.List or PickleOpCode.FrozenSet:
                var list = new PickleList();
                list.Items.AddRange(_stack.PopToMark());
                _stack.PushContainer(list);
                break;
            case PickleOpCode.Append:
                Append([_stack.Pop()]);
                break;
            case PickleOpCode.Appends or PickleOpCode.AddItems:
                Append(_stack.PopToMark());
                break;
            case PickleOpCode.EmptyDict:
                _stack.PushContainer(new PickleDict());
                break;
            case PickleOpCode.Dict:
                object?[] pairs = _stack.PopToMark();
                _stack.PushContainer(new PickleDict());
                SetItems(pairs);
                break;
            case PickleOpCode.SetItem:
                object? value = _stack.Pop();
                SetItems([_stack.Pop(), value]);
                break;
            case PickleOpCode.SetItems:
                SetItems(_stack.PopToMark());
                break;
            default:
                return false;
        }

        return true;
    }

    private bool RunObject(PickleOpCode code)
    {
        switch (code)
        {
            case PickleOpCode.Global:
                _stack.Push(_calls.Name(ReadName(), ReadName()));
                break;
            case PickleOpCode.StackGlobal:
                object? name = _stack.Pop();
                _stack.Push(_stack.Pop() is string module && name is string text
                    ? _calls.Name(module, text)
                    : throw _input.Invalid("a global's module and name must be strings"));
                break;
            case PickleOpCode.Reduce:
                object? arguments = _stack.Pop();
                _stack.Push(_calls.Call(_stack.Pop(), arguments));
                break;
            case PickleOpCode.Inst:
                var callee = _calls.Name(ReadName(), ReadName());
                _stack.Push(_calls.Call(callee, new PickleTuple(_stack.PopToMark())));
                break;
            case PickleOpCode.Obj:
                object?[] parts = _stack.PopToMark();
                _stack.Push(_calls.Call(parts.FirstOrDefault(), new PickleTuple([.. parts.Skip(1)])));
                break;
            case PickleOpCode.NewObj:
                object? newArguments = _stack.Pop();
                _stack.Push(_calls.Construct(_stack.Pop(), newArguments));
                break;
            case PickleOpCode.NewObjEx:
                _stack.Pop();
                object? positional = _stack.Pop();
                _stack.Push(_calls.Construct(_stack.Pop(), positional));
                break;
            case PickleOpCode.Build:
                object? state = _stack.Pop();
                _calls.Build(_stack.Peek(), state);
                break;
            case PickleOpCode.PersId:
                _stack.Push(_loadPersistent(ReadName()));
                break;
            case PickleOpCode.BinPersId:
                _stack.Push(_loadPersistent(_stack.Pop()));
                break;
            default:
                return false;
        }

        return true;
    }

    private void Append(object?[] items)
    {
        var target = _stack.Peek() switch
        {
            PickleList list => list,
            PickleObject built => built.Elements ??= new(),
            _ => throw _input.Invalid("items are appended to something that is not a list"),
        };
        target.Items.AddRange(items);
    }

    private void SetItems(object?[] keysAndValues)
    {
        var target = _stack.Peek() switch
        {
            PickleDict dict => dict,
            PickleObject built => built.Entries ??= new(),
            _ => throw _input.Invalid("items are set in something that is not a dict"),
        };
        if (keysAndValues.Length % 2 != 0)
        {
            throw _input.Invalid("a key without a value");
        }

        for (int i = 0; i < keysAndValues.Length; i += 2)
        {
            target.Set(keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    private ulong ReadLength(PickleOpCode code) => _input.ReadUnsigned(code switch
    {
        PickleOpCode.ShortBinUnicode or PickleOpCode.ShortBinString or PickleOpCode.ShortBinBytes => 1,
        PickleOpCode.BinUnicode8 or PickleOpCode.BinBytes8 or PickleOpCode.ByteArray8 => 8,
        _ => 4,
    });

    private string ReadName() => _input.ReadLine(most: 1024);

    private void CheckProtocol(byte protocol)
    {
        if (protocol > HighestProtocol)
        {
            throw _input.Invalid($"pickle protocol {protocol}, at most {HighestProtocol} is read");
        }
    }
}
