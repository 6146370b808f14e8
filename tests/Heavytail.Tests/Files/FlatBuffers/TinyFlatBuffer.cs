using System.Buffers.Binary;
using System.Text;

namespace Heavytail.Tests.Files.FlatBuffers;

/// <summary>Writes FlatBuffers: tables, strings and vectors, each after the one that refers to it.</summary>
internal sealed class TinyFlatBuffer
{
    private readonly List<byte> _bytes = [];

    /// <summary>A table: the number of a field, and its value; what is null is left out.</summary>
    internal sealed record Table(params (int Field, object? Value)[] Fields);

    /// <summary>The file: offset of the root, identifier, root.</summary>
    public static byte[] Write(string identifier, Table root)
    {
        var writer = new TinyFlatBuffer();
        writer._bytes.AddRange(new byte[4]);
        writer._bytes.AddRange(Encoding.ASCII.GetBytes(identifier));
        writer.Patch(0, writer.Add(root));
        return [.. writer._bytes];
    }

    private int Add(object value)
    {
        switch (value)
        {
            case Table table:
                return AddTable(table);
            case string text:
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                int at = AddVector(utf8.Length, utf8);
                _bytes.Add(0);
                return at;
            case byte[] bytes:
                return AddVector(bytes.Length, bytes);
            case int[] numbers:
                return AddVector(numbers.Length, [.. numbers.SelectMany(BitConverter.GetBytes)]);
            case long[] numbers:
                return AddVector(numbers.Length, [.. numbers.SelectMany(BitConverter.GetBytes)]);
            case float[] numbers:
                return AddVector(numbers.Length, [.. numbers.SelectMany(BitConverter.GetBytes)]);
            case Table[] tables:
                int start = AddVector(tables.Length, new byte[tables.Length * 4]);
                foreach (var (k, table) in tables.Index())
                {
                    Patch(start + 4 + (4 * k), Add(table));
                }

                return start;
            default:
                throw new ArgumentException($"no FlatBuffer of {value.GetType()}");
        }
    }

    private int AddTable(Table table)
    {
        var fields = table.Fields.Where(field => field.Value is not null).ToArray();
        byte[] vtable = new byte[4 + (2 * (fields.Length == 0 ? 0 : fields.Max(field => field.Field) + 1))];
        var inline = new List<byte>(new byte[4]);
        var children = new List<(int Offset, object Value)>();
        foreach (var (field, value) in fields)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(4 + (2 * field)), (ushort)inline.Count);
            byte[]? scalar = value switch
            {
                bool flag => [flag ? (byte)1 : (byte)0],
                byte number => [number],
                int number => BitConverter.GetBytes(number),
                uint number => BitConverter.GetBytes(number),
                ulong number => BitConverter.GetBytes(number),
                _ => null,
            };
            if (scalar is null)
            {
                children.Add((inline.Count, value!));
            }

            inline.AddRange(scalar ?? new byte[4]);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(vtable, (ushort)vtable.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(2), (ushort)inline.Count);
        _bytes.AddRange(vtable);
        int position = _bytes.Count;
        _bytes.AddRange(inline);
        Write(position, vtable.Length);
        foreach (var (offset, value) in children)
        {
            Patch(position + offset, Add(value));
        }

        return position;
    }

    private int AddVector(int count, byte[] data)
    {
        int position = _bytes.Count;
        _bytes.AddRange(BitConverter.GetBytes(count));
        _bytes.AddRange(data);
        return position;
    }

    private void Patch(int at, int target) => Write(at, target - at);

    private void Write(int at, int value)
    {
        foreach (var (k, part) in BitConverter.GetBytes(value).Index())
        {
            _bytes[at + k] = part;
        }
    }
}
