using System.Globalization;
using System.Numerics;
using Parquet.Data;
using Parquet.Schema;

namespace Heavytail.Tabular;

/// <summary>The values of a Parquet column as invariant text, with the shortest digits that round-trip.</summary>
internal static class ParquetCells
{
    /// <param name="column">Its values without the missing ones, and levels that say which rows have one.</param>
    /// <param name="field">What the schema says of it.</param>
    /// <param name="cells">One for each row.</param>
    public static void Fill(RawColumnData column, DataField field, Span<string?> cells)
    {
        switch (column)
        {
            case RawColumnData<ReadOnlyMemory<char>> text: Fill(text, field, cells, value => value.ToString()); break;
            case RawColumnData<double> numbers: Format(numbers, field, cells); break;
            case RawColumnData<float> numbers: Format(numbers, field, cells); break;
            case RawColumnData<sbyte> numbers: Format(numbers, field, cells); break;
            case RawColumnData<byte> numbers: Format(numbers, field, cells); break;
            case RawColumnData<short> numbers: Format(numbers, field, cells); break;
            case RawColumnData<ushort> numbers: Format(numbers, field, cells); break;
            case RawColumnData<int> numbers: Format(numbers, field, cells); break;
            case RawColumnData<uint> numbers: Format(numbers, field, cells); break;
            case RawColumnData<long> numbers: Format(numbers, field, cells); break;
            case RawColumnData<ulong> numbers: Format(numbers, field, cells); break;
            case RawColumnData<decimal> numbers: Format(numbers, field, cells); break;
            case RawColumnData<BigInteger> numbers: Format(numbers, field, cells); break;
            case RawColumnData<bool> truths: Fill(truths, field, cells, value => value ? "true" : "false"); break;
            case RawColumnData<DateTime> times: Format(times, field, cells, "s"); break;
            case RawColumnData<DateOnly> dates: Format(dates, field, cells, "O"); break;
            case RawColumnData<TimeOnly> times: Format(times, field, cells, "O"); break;
            case RawColumnData<TimeSpan> times: Format(times, field, cells); break;
            case RawColumnData<Guid> names: Format(names, field, cells); break;
            default:
                throw new InvalidDataException(
                $"column `{field.Name}` is of type {field.ClrType.Name}, expected numbers or text");
        }
    }

    private static void Format<T>(RawColumnData<T> column, DataField field, Span<string?> cells, string? format = null)
        where T : struct,
        IFormattable => Fill(column, field, cells, value => value.ToString(format, CultureInfo.InvariantCulture));

    private static void Fill<T>(RawColumnData<T> column, DataField field, Span<string?> cells, Func<T, string> format)
        where T : struct
    {
        var values = column.Values;
        var levels = field.MaxDefinitionLevel > 0 ? column.DefinitionLevels : default;
        int next = 0;
        for (int row = 0; row < cells.Length; row++)
        {
            if (levels.IsEmpty || levels[row] == field.MaxDefinitionLevel)
            {
                cells[row] = format(values[next++]);
            }
        }
    }
}
