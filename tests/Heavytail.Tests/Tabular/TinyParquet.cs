using Parquet;
using Parquet.Schema;

namespace Heavytail.Tests.Tabular;

/// <summary>Small Parquet files for tests.</summary>
internal static class TinyParquet
{
    /// <summary>Three rows in two row groups: text, numbers with one missing, truth values.</summary>
    public static byte[] Models(CompressionMethod compression = CompressionMethod.Snappy)
    {
        var model = new DataField<string>("model");
        var alpha = new DataField<double?>("alpha");
        var layers = new DataField<int>("layers");
        var trained = new DataField<bool>("trained");
        return Write(compression, [model, alpha, layers, trained],
            async group =>
            {
                await group.WriteAsync(model, ["vgg", "resnet"]);
                await group.WriteAsync<double>(alpha, new double?[] { 2.5, null });
                await group.WriteAsync<int>(layers, new[] { 11, 18 });
                await group.WriteAsync<bool>(trained, new[] { true, false });
            },
            async group =>
            {
                await group.WriteAsync(model, ["densenet"]);
                await group.WriteAsync<double>(alpha, new double?[] { 0.1 });
                await group.WriteAsync<int>(layers, new[] { 121 });
                await group.WriteAsync<bool>(trained, new[] { true });
            });
    }

    /// <summary>One column.</summary>
    public static byte[] Column<T>(string name, params T[] values)
        where T : struct
    {
        var field = new DataField<T>(name);
        return Write(CompressionMethod.None, [field], group => group.WriteAsync<T>(field, values));
    }

    public static byte[] Write(
        CompressionMethod compression, Field[] fields, params Func<ParquetRowGroupWriter, Task>[] groups)
    {
        using var stream = new MemoryStream();
        WriteAsync(stream, compression, fields, groups).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static async Task WriteAsync(
        Stream stream, CompressionMethod compression, Field[] fields, Func<ParquetRowGroupWriter, Task>[] groups)
    {
        var options = new ParquetOptions { CompressionMethod = compression };
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, options);
        foreach (var write in groups)
        {
            using var group = writer.CreateRowGroup();
            await write(group);
        }
    }
}
