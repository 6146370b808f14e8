using System.Collections;
using System.Text.Json;

namespace Heavytail.Reports;

/// <summary>A JSON object: named values in their order, written when the object is.</summary>
internal sealed class Fields : IEnumerable<string>
{
    private readonly List<(string Name, Action<Utf8JsonWriter> Write)> _fields = [];

    /// <summary>The cells of a row, by the names of their columns.</summary>
    public static Fields From<T>(IEnumerable<Column<T>> columns, T row)
    {
        var fields = new Fields();
        foreach (var column in columns)
        {
            fields.Add(column.Name, column.Value(row));
        }

        return fields;
    }

    public void Add(string name, Cell value) => _fields.Add((name, json => JsonWriter.Write(json, value)));

    public void Add(string name, bool value) => _fields.Add((name, json => json.WriteBooleanValue(value)));

    /// <summary>A value that writes itself.</summary>
    public void Add(string name, Action<Utf8JsonWriter> write) => _fields.Add((name, write));

    /// <summary>An object; null where there is none.</summary>
    public void Add(string name, Fields? value) => _fields.Add((name, json => JsonWriter.Write(json, value)));

    /// <summary>An array of objects.</summary>
    public void Add(string name, IEnumerable<Fields> items) => _fields.Add((name, json =>
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            item.Write(json);
        }

        json.WriteEndArray();
    }
    ));

    /// <summary>An array of texts.</summary>
    public void Add(string name, IEnumerable<string> items) => _fields.Add((name, json =>
    {
        json.WriteStartArray();
        foreach (string item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
    ));

    /// <summary>The fields of another object, in the midst of these.</summary>
    public void Add(Fields fields) => _fields.AddRange(fields._fields);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, write) in _fields)
        {
            json.WritePropertyName(name);
            write(json);
        }

        json.WriteEndObject();
    }

    /// <summary>The names.</summary>
    public IEnumerator<string> GetEnumerator() => _fields.Select(field => field.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
