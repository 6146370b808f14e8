using Heavytail.Tabular;
using Heavytail.Tests.Support;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace Heavytail.Tests.Tabular;

public sealed class ParquetTableTests
{
    public static TheoryData<CompressionMethod> Compressions =>
    [
        CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Zstd,
        CompressionMethod.Brotli, CompressionMethod.LZ4,
    ];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Columns_rows_and_nulls_are_read(CompressionMethod compression)
    {
        var table = Read(TinyParquet.Models(compression));
        Assert.Equal(["model", "alpha", "layers", "trained"], table.Columns);
        Assert.Equal(3, table.RowCount);
        Assert.Equal(["vgg", "resnet", "densenet"], Enumerable.Range(0, 3).Select(row => table.Text(row, "model")));
        Assert.Equal([2.5, null, 0.1], Enumerable.Range(0, 3).Select(row => table.Number(row, "alpha")));
        Assert.Equal([11d, 18d, 121d], Enumerable.Range(0, 3).Select(row => table.Number(row, "layers")));
        Assert.Null(table.Text(1, "alpha"));
        Assert.Equal("true", table.Text(0, "trained"));
    }

    [Theory]
    [InlineData("duckdb-v1.parquet")]
    [InlineData("duckdb-v2.parquet")]
    public void Files_of_another_writer_are_read(string name)
    {
        var table = Table.Read(Repository.Path($"tests/Heavytail.Tests/Data/{name}"));
        Assert.Equal(["vgg", "resnet", "densenet"], Enumerable.Range(0, 3).Select(row => table.Text(row, "model")));
        Numbers("alpha", 2.5, null, double.PositiveInfinity);
        Numbers("layers", 11, 18, 121);
        Numbers("tiny", 1, null, -3);
        if (table.Has("price"))
        {
            Numbers("price", 12.34, null, -0.05);
            Assert.StartsWith("2020-01-02", table.Text(0, "day"), StringComparison.Ordinal);
        }

        Numbers("f", 0.1, null, -1e30);
        Numbers("u", 4e9, null, 0);
        Assert.Equal(["true", null, "false"], Enumerable.Range(0, 3).Select(row => table.Text(row, "trained")));

        void Numbers(string column, params double?[] expected) =>
            Assert.Equal(expected, Enumerable.Range(0, 3).Select(row => table.Number(row, column)));
    }

    [Fact]
    public void Every_primitive_type_is_read()
    {
        Holds(-5, TinyParquet.Column("x", (sbyte)-5));
        Holds(5, TinyParquet.Column("x", (byte)5));
        Holds(-500, TinyParquet.Column("x", (short)-500));
        Holds(500, TinyParquet.Column("x", (ushort)500));
        Holds(-70000, TinyParquet.Column("x", -70000));
        Holds(4e9, TinyParquet.Column("x", 4_000_000_000u));
        Holds(-5e15, TinyParquet.Column("x", -5_000_000_000_000_000));
        Holds(5e15, TinyParquet.Column("x", 5_000_000_000_000_000ul));
        Holds(0.1, TinyParquet.Column("x", 0.1f));
        Holds(1 / 3d, TinyParquet.Column("x", 1 / 3d));
        Holds(12.34, TinyParquet.Column("x", 12.34m));
        Holds(null, TinyParquet.Column("x", double.NaN));
        Holds(double.NegativeInfinity, TinyParquet.Column("x", double.NegativeInfinity));
        Assert.Equal(
            "2020-01-02T00:00:00",
            Read(TinyParquet.Column("x", new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc))).Text(0, "x"));
    }

    [Fact]
    public void The_content_decides_and_rows_are_named()
    {
        using var folder = new TempFolder();
        var table = Table.Read(folder.Write("models.csv", TinyParquet.Models()));
        var error = Assert.Throws<TableException>(() => table.Number(1, "model"));
        Assert.Equal($"`{table.Path}`, row 2, column `model`: found `resnet`, expected a number", error.Message);
    }

    [Fact]
    public void Nested_columns_are_refused()
    {
        var list = new ListField("spectra", new DataField<double>("element"));
        Refuses(
            TinyParquet.Write(CompressionMethod.None, [new DataField<int>("x"), list]), "column `spectra`: is a list");
        var structure = new StructField("layer", new DataField<double>("alpha"));
        Refuses(TinyParquet.Write(CompressionMethod.None, [structure]), "column `layer`: is a struct");
        Refuses(TinyParquet.Write(CompressionMethod.None, [new DataField("xs", typeof(int[]))]), "column `xs`: is a");
    }

    [Fact]
    public void What_is_no_table_is_refused()
    {
        Refuses(TinyParquet.Write(CompressionMethod.None, [new DataField<int>("x")]), "has a header and no rows");
        Refuses([.. "PAR1"u8], "does not end with `PAR1`");
        byte[] whole = TinyParquet.Models();
        Refuses(whole[..^1], "does not end with `PAR1`");
        Refuses([.. "PAR1"u8, .. whole[^8..]], "claims a footer of");
        Refuses([.. "PAR1"u8, 0xFF, 0xFF, 0xFF, 0x7F, .. "PAR1"u8], "claims a footer of 2,147,483,647 bytes");
    }

    [Fact]
    public void The_case_of_a_double_in_the_footer_is_refused() => Refuses(
        File.ReadAllBytes(SharedData.Path("cases/attack_parquet_double_in_footer.parquet")), "of type 7");

    /// <summary>
    /// Field 8 or 65,537, which the footer does not have. The library loses its way behind most of them, and does not
    /// end at some.
    /// </summary>
    [Theory]
    [InlineData(new byte[] { 0x01, 16, 0 }, "a field 8 of type 1")]
    [InlineData(new byte[] { 0x03, 16, 7, 0 }, "a field 8 of type 3")]
    [InlineData(new byte[] { 0x04, 16, 8, 0 }, "a field 8 of type 4")]
    [InlineData(new byte[] { 0x06, 16, 8, 0 }, "a field 8 of type 6")]
    [InlineData(new byte[] { 0x07, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "a field 8 of type 7")]
    [InlineData(new byte[] { 0x08, 16, 1, 65, 0 }, "a field 8 of type 8")]
    [InlineData(new byte[] { 0x09, 16, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "a field 8 of type 9")]
    [InlineData(new byte[] { 0x0B, 16, 0, 0 }, "a field 8 of type 11")]
    [InlineData(new byte[] { 0x0C, 16, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "a field 8 of type 12")]
    [InlineData(new byte[] { 0x05, 0x82, 0x80, 0x08, 8, 0 }, "a field 65537 of type 5")]
    [InlineData(new byte[] { 0x05, 3, 8, 0 }, "a field -2 of type 5")]
    public void A_footer_has_fields_that_Parquet_does_not_define(byte[] end, string problem) =>
        Refuses(WithFooterEnd(end), problem);

    [Theory]
    [InlineData(new byte[] { 0, 0 }, "its footer ends after")]
    [InlineData(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7 }, "its footer ends after")]
    [InlineData(new byte[] { }, "a header claims 1 bytes where 0 are left")]
    public void A_footer_does_not_end_where_it_says(byte[] end, string problem) =>
        Refuses(WithFooterEnd(end), problem);

    /// <summary>A file whose footer ends with these bytes, not with the one that ends it.</summary>
    private static byte[] WithFooterEnd(byte[] end)
    {
        byte[] whole = TinyParquet.Models();
        int length = BitConverter.ToInt32(whole, whole.Length - 8) - 1 + end.Length;
        return [.. whole[..^9], .. end, .. BitConverter.GetBytes(length), .. whole[^4..]];
    }

    private static void Holds(double? expected, byte[] file) => Assert.Equal(expected, Read(file).Number(0, "x"));

    private static void Refuses(byte[] bytes, string problem)
    {
        var error = Assert.Throws<TableException>(() => Read(bytes));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static Table Read(byte[] bytes)
    {
        using var folder = new TempFolder();
        return Table.Read(folder.Write("t.parquet", bytes));
    }
}
