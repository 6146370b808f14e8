using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.Onnx;

/// <summary>StringStringEntryProto messages: a key and a value.</summary>
internal static class OnnxEntries
{
    public static (string Key, string Value) Read(ProtoMessage message)
    {
        var (key, value) = ("", "");
        foreach (var field in message.Fields())
        {
            if (field.Number == 1)
            {
                key = message.Text(field);
            }
            else if (field.Number == 2)
            {
                value = message.Text(field);
            }
        }

        return (key, value);
    }
}
