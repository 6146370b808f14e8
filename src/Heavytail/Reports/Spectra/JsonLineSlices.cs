using System.Text;

namespace Heavytail.Reports.Spectra;

/// <summary>A JSON object a line for each slice.</summary>
/// <param name="destination">The destination, which stays open.</param>
internal sealed class JsonLineSlices(Stream destination) : ISliceWriter
{
    private readonly StreamWriter _text = new(destination, new UTF8Encoding(false), leaveOpen: true);

    public void Write(SliceRecord slice) => JsonWriter.WriteLines(
    [
        new Fields
        {
            Fields.From(SliceRecord.Before, slice),
            Fields.From(SliceRecord.Behind, slice),
            {
                "eigenvalues", json =>
                {
                    json.WriteStartArray();
                    foreach (double value in slice.Eigenvalues)
                    {
                        JsonWriter.Write(json, value);
                    }

                    json.WriteEndArray();
                }
            },
        },
    ], _text);

    public void Dispose() => _text.Dispose();
}
