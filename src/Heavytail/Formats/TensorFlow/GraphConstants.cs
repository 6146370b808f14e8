using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The constants of a graph as tensors.</summary>
internal static class GraphConstants
{
    /// <summary>Elements that may come by repetition in a file as a whole, however little it stores.</summary>
    public const long FreeRepeated = 4 * GraphTensor.MaxRepeatedElements;

    /// <summary>Beyond those, elements by repetition for each byte of the file.</summary>
    public const int RepeatedPerByte = 8;

    /// <summary>
    /// All constants of the main graph by their names. Functions repeat each other's axes and shapes by the thousand:
    /// of theirs only matrices of real numbers are listed, as <c>function/name</c>.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">A constant is not whole, or two have one name.</exception>
    public static IReadOnlyList<StoredTensor> List(
        IReadOnlyList<GraphBody> bodies, GraphRoles roles, ByteSource file, UnreadTensors skipped)
    {
        var found = new List<(string Name, GraphTensor Value, int Body, int Node)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        Int128 repeated = 0;
        Int128 most = FreeRepeated + ((Int128)file.Length * RepeatedPerByte);
        foreach (var (bodyIndex, body) in bodies.Index())
        {
            foreach (var (nodeIndex, node) in body.Nodes.Index())
            {
                if (!node.IsConstant || node.Value is not { } value)
                {
                    continue;
                }

                string name = body.Name.Length == 0 ? node.Name : $"{body.Name}/{node.Name}";
                value.Check(name);
                if (bodyIndex > 0
                    && !(value.Type.Element is { } element && element.IsRealFloat() && value.Shape.Rank > 1))
                {
                    skipped.Count("constants of functions that are not matrices of real numbers");
                }
                else if (value.Type.Element is null)
                {
                    skipped.AddType(name, value.Type.Name, value.Shape);
                }
                else if (!names.Add(name))
                {
                    throw file.InvalidTensor(name, "two constants of the graph have this name");
                }
                else
                {
                    repeated += value.Repeats ? value.Shape.ElementCount : 0;
                    if (repeated > most)
                    {
                        throw file.InvalidTensor(
                            name,
                            $"with it {repeated:N0} elements of the file come by repetition; at most {most:N0} may "
                            + $"in {file.Length:N0} bytes",
                            "no weight file repeats its elements so often");
                    }

                    found.Add((name, value, bodyIndex, nodeIndex));
                }
            }
        }

        var naming = new KerasNaming(
            found.Select(constant => KeyValuePair.Create(constant.Name, constant.Value.Shape)));
        return
        [
            .. found.Select((constant, index) => ToStored(
                index, constant.Name, constant.Value, file,
                GraphNames.Join(
                    roles.OfConstant(constant.Body, constant.Node, constant.Value.Shape),
                    naming.RoleOf(constant.Name, constant.Value.Shape)))),
        ];
    }

    private static StoredTensor ToStored(
        int index, string name, GraphTensor value, ByteSource file, TensorRole? role) =>
        new(
            new TensorInfo(index, name, value.Type.Element!.Value, value.Shape, file.Path)
            {
                Role = role,
                StoredByteCount = value.Content?.Length ?? value.Message.Length,
            },
            value.OpenRead);
}
