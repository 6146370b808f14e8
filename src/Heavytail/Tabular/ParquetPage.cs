namespace Heavytail.Tabular;

/// <summary>What the header of a Parquet page claims.</summary>
/// <param name="HeaderBytes">Its own length.</param>
/// <param name="IsData">Whether its values are rows; a dictionary's are not.</param>
/// <param name="CompressedBytes">What follows in the file.</param>
/// <param name="Bytes">What that unpacks to.</param>
/// <param name="Values">Rows, or entries of a dictionary.</param>
/// <param name="LevelBytes">What stands uncompressed before the rest.</param>
internal readonly record struct ParquetPage(
    int HeaderBytes, bool IsData, long CompressedBytes, long Bytes, long Values, long LevelBytes)
{
    // Fields of PageHeader, and the first of all its kinds of pages: num_values.
    private const int BytesField = 2;
    private const int CompressedField = 3;
    private const int DataField = 5;
    private const int DictionaryField = 7;
    private const int DataV2Field = 8;
    private const int ValuesField = 1;

    // Of DataPageHeaderV2 alone: definition_levels_byte_length and repetition_levels_byte_length.
    private const int FirstLevelsField = 5;
    private const int LastLevelsField = 6;

    public static ParquetPage Read(ReadOnlySpan<byte> bytes)
    {
        var header = new ThriftCompact(bytes);
        var page = default(ParquetPage) with { Bytes = -1, CompressedBytes = -1 };
        int id = 0;
        while (header.NextField(ParquetShapes.PageHeader, ref id, out int type))
        {
            switch (id)
            {
                case BytesField:
                    page = page with { Bytes = header.ZigZag() };
                    break;
                case CompressedField:
                    page = page with { CompressedBytes = header.ZigZag() };
                    break;
                case DataField or DictionaryField or DataV2Field:
                    page = ReadKind(ref header, ParquetShapes.PageHeader.Field(id)!, page) with { IsData = id != DictionaryField };
                    break;
                default:
                    header.Skip(type, ParquetShapes.PageHeader.Field(id));
                    break;
            }
        }

        return page with { HeaderBytes = header.Position };
    }

    private static ParquetPage ReadKind(ref ThriftCompact header, ThriftShape shape, ParquetPage page)
    {
        int id = 0;
        while (header.NextField(shape, ref id, out int type))
        {
            switch (id)
            {
                case ValuesField:
                    page = page with { Values = header.ZigZag() };
                    break;
                case FirstLevelsField or LastLevelsField when type != ThriftCompact.Struct:
                    page = page with { LevelBytes = page.LevelBytes + header.ZigZag() };
                    break;
                default:
                    header.Skip(type, shape.Field(id));
                    break;
            }
        }

        return page;
    }
}
