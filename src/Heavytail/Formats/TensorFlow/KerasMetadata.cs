// Specification: https://github.com/keras-team/keras/blob/v2.7.0/keras/protobuf/saved_metadata.proto
using System.Text.Json;
using Heavytail.Files;
using Heavytail.Files.Json;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The classes of the layers of a SavedModel of Keras, from <c>keras_metadata.pb</c> beside it.</summary>
internal static class KerasMetadata
{
    public const string FileName = "keras_metadata.pb";

    /// <summary>Layers' names → their classes; empty where the file is missing.</summary>
    /// <exception cref="InvalidCheckpointException">The file is damaged.</exception>
    public static IReadOnlyDictionary<string, string> Classes(ByteSource savedModel)
    {
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        using var file = savedModel.OpenBeside(FileName);
        if (file is null)
        {
            return classes;
        }

        var message = new ProtoMessage(file);
        foreach (var field in message.Fields().Where(field => field.Number == 1))
        {
            var node = message.Message(field);
            var json = node.Fields().FirstOrDefault(part => part.Number == 5);
            if (!json.IsBytes || json.Length > ProtoMessage.MaxStringBytes)
            {
                continue;
            }

            byte[] text = node.Bytes(json, ProtoMessage.MaxStringBytes);
            try
            {
                using var document = JsonDocument.Parse(text);
                KerasClassNames.Collect(document.RootElement, classes);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new InvalidCheckpointException(
                    file.Path, null, $"a layer's description is not JSON: {JsonFault.Describe(text, e)}", inner: e);
            }
        }

        return classes;
    }
}
