using Heavytail.Files;
using Heavytail.Files.MsgPack;

namespace Heavytail.Formats.Flax;

/// <summary>The nested maps of a Flax file → arrays by their paths, joined by <c>/</c>.</summary>
internal sealed class FlaxTree
{
    /// <summary>Deeper than any network; each level is a call.</summary>
    private const int MaxDepth = 64;

    /// <summary>Arrays and their names take some hundred bytes each; no network has a tenth of that.</summary>
    private const int MaxArrays = 200_000;

    /// <summary>Of a whole path: each array has one.</summary>
    private const int MaxNameLength = 512;

    private const string ChunkedKey = "__msgpack_chunked_array__";
    private const string OptimizerKey = "opt_state";

    private readonly ByteSource _file;
    private readonly ByteWindow _window;
    private readonly MsgPackReader _reader;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Keys from the root down; joined only where an array needs its name.</summary>
    private readonly List<string> _path = [];

    public FlaxTree(ByteSource file)
    {
        _file = file;
        _window = new ByteWindow(file);
        _reader = new MsgPackReader(_window, 0, file.Length);
    }

    /// <summary>Arrays, in the file's order; one or more pieces each, in one after another.</summary>
    public List<(string Name, TensorShape Shape, FlaxArray[] Pieces)> Arrays { get; } = [];

    /// <summary>Arrays of the optimizer, which are passed over.</summary>
    public List<(string Name, TensorShape Shape, FlaxArray[] Pieces)> TrainingState { get; } = [];

    /// <exception cref="InvalidCheckpointException">The file is not what Flax writes.</exception>
    public void Read()
    {
        Walk();
        if (_reader.Position != _file.Length)
        {
            throw _file.Invalid($"ends its tree at byte {_reader.Position:N0}, and has {_file.Length:N0} bytes");
        }
    }

    private void Walk()
    {
        var item = _reader.Next();
        if (item.Kind is MsgPackKind.Map or MsgPackKind.Array)
        {
            if (_path.Count == MaxDepth)
            {
                throw _file.Invalid($"nests deeper than {MaxDepth} levels at byte {_reader.Position:N0}");
            }

            bool isMap = item.Kind == MsgPackKind.Map;
            for (long i = 0; i < item.Count; i++)
            {
                string key = isMap ? ReadKey() : i.ToString(System.Globalization.CultureInfo.InvariantCulture);
                if (isMap && i == 0 && key == ChunkedKey)
                {
                    ReadChunked(Name(), item.Count);
                    return;
                }

                _path.Add(key);
                Walk();
                _path.RemoveAt(_path.Count - 1);
            }
        }
        else if (item is { Kind: MsgPackKind.Extension, Code: FlaxArray.ExtensionCode or FlaxArray.ScalarCode })
        {
            string name = Name();
            var array = ReadArray(item, name);
            Add(name, array.Shape, [array]);
        }
        else
        {
            _reader.Skip(item);
        }
    }

    private string Name()
    {
        if (_path.Sum(key => key.Length + 1) > MaxNameLength)
        {
            throw _file.Invalid(
                $"has an array at {_reader.Position:N0} whose name is longer than {MaxNameLength} characters");
        }

        return _path.Count == 0 ? "array" : string.Join('/', _path);
    }

    private string ReadKey()
    {
        var key = _reader.Next();
        return key.Kind == MsgPackKind.Number
            ? key.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : _reader.Text(key);
    }

    private FlaxArray ReadArray(MsgPackItem item, string path)
    {
        var array = FlaxArray.Read(_window, _reader.Position, _reader.Position + item.Count, path);
        _reader.Skip(item);
        return array;
    }

    /// <summary>Arrays over 2^30 bytes: a shape, and flat pieces, both as maps by number.</summary>
    private void ReadChunked(string path, long pairs)
    {
        _reader.Skip(_reader.Next());
        long[]? sides = null;
        FlaxArray[]? pieces = null;
        for (long i = 1; i < pairs; i++)
        {
            string key = ReadKey();
            var map = _reader.Next();
            if (map.Kind != MsgPackKind.Map || key is not ("shape" or "chunks")
                || (key == "shape" && map.Count > TensorShape.MaxRank))
            {
                throw _file.InvalidTensor(path, $"`{key}` is not a map of the shape or the chunks of an array");
            }

            var values = ReadNumbered(path, map.Count);
            sides = key == "shape" ? [.. values.Select(value => value.Number ?? -1)] : sides;
            pieces = key == "chunks" && values.TrueForAll(value => value.Array is not null)
                ? [.. values.Select(value => value.Array!)]
                : pieces;
        }

        if (sides is null || pieces is not [var first, ..] || pieces.Any(piece => piece.TypeName != first.TypeName))
        {
            throw _file.InvalidTensor(path, "is an array in chunks, without its shape or without chunks of one type");
        }

        var shape = FlaxArray.ShapeOf(_file, path, sides);
        var found = pieces.Aggregate(Int128.Zero, (sum, piece) => sum + piece.Shape.ElementCount);
        if (found != shape.ElementCount)
        {
            throw _file.InvalidTensor(
                path, $"shape {shape} has {shape.ElementCount:N0} elements, its chunks {found:N0}");
        }

        Add(path, shape, pieces);
    }

    /// <summary>The values of a map whose keys are 0, 1, 2 … in this order.</summary>
    private List<(long? Number, FlaxArray? Array)> ReadNumbered(string path, long count)
    {
        var values = new List<(long?, FlaxArray?)>();
        for (long i = 0; i < count; i++)
        {
            string key = ReadKey();
            var item = _reader.Next();
            bool isArray = item is { Kind: MsgPackKind.Extension, Code: FlaxArray.ExtensionCode };
            if (key != i.ToString(System.Globalization.CultureInfo.InvariantCulture)
                || !(isArray || item.Kind == MsgPackKind.Number))
            {
                throw _file.InvalidTensor(path, $"`{key}` where part {i} of an array in chunks was expected");
            }

            values.Add(isArray ? (null, ReadArray(item, path)) : (item.Count, null));
        }

        return values;
    }

    private void Add(string name, TensorShape shape, FlaxArray[] pieces)
    {
        if (name.StartsWith(OptimizerKey + "/", StringComparison.Ordinal))
        {
            if (TrainingState.Count == MaxArrays)
            {
                throw _file.Invalid($"has more than {MaxArrays:N0} arrays of an optimizer");
            }

            TrainingState.Add((name, shape, pieces));
            return;
        }

        if (!_names.Add(name))
        {
            throw _file.InvalidTensor(name, "two arrays have this name");
        }

        if (Arrays.Count == MaxArrays)
        {
            throw _file.Invalid($"has more than {MaxArrays:N0} arrays");
        }

        Arrays.Add((name, shape, pieces));
    }
}
