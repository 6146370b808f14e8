using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Zarr;

/// <summary>Compressors and other codecs of chunks.</summary>
public sealed class ZarrCodecTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("blosc copy")]
    [InlineData("blosc lz4")]
    [InlineData("blosc lz4 split")]
    [InlineData("blosc zlib")]
    [InlineData("blosc zstd split")]
    [InlineData("blosc zstd bits")]
    [InlineData("blosc zstd plain")]
    public void CompressorsOfVersion2(string kind)
    {
        float[] numbers = [.. Enumerable.Range(0, 1000).Select(i => i < 700 ? 1f : i)];
        byte[] bytes = TinyZarr.Floats(numbers);
        byte[] chunk = kind switch
        {
            "gzip" => TinyZarr.Gzip(bytes),
            "zlib" => TinyZarr.Zlib(bytes),
            "zstd" => TinyZarr.Zstd(bytes),
            "lz4" => TinyZarr.Lz4(bytes),
            "blosc copy" => TinyZarr.BloscCopy(bytes),
            "blosc lz4" => TinyZarr.Blosc(bytes, 4, 1024, 1, isSplit: false),
            "blosc lz4 split" => TinyZarr.Blosc(bytes, 4, 1024, 1, isSplit: true),
            "blosc zlib" => TinyZarr.Blosc(bytes, 4, 4000, 3, isSplit: false),
            "blosc zstd split" => TinyZarr.Blosc(bytes, 4, 512, 4, isSplit: true),
            "blosc zstd bits" => TinyZarr.Blosc(bytes, 4, 1024, 4, isSplit: false, filter: 4),
            _ => TinyZarr.Blosc(bytes, 4, 1024, 4, isSplit: false, filter: 0),
        };
        _folder.Write("a/.zarray", TinyZarr.V2("[10, 100]", "[10, 100]", compressor: $$"""{"id": "{{kind.Split(' ')[0]}}" }"""));
        _folder.Write("a/0.0", chunk);
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(numbers.Select(number => (double)number), checkpoint.Read("a"));
        Assert.Equal(chunk.Length, checkpoint.Tensors[0].StoredByteCount);
    }

    /// <summary>Chunks that numcodecs 0.3.2 wrote, with c-blosc, LZ4 and Zstandard.</summary>
    [Theory]
    [InlineData("blosc", "AgEhBAAFAAAABQAAnwAAABQAAAAMAAAAHwABAP8oUAAAAAAAEAAAAB8AAQDtH4ACACZQgACAAIBLAAAAX4AAQICgBQDo8DGAgIGBgoKDg4SEhYWGhoeHiIiJiYqKi4uMjI2Njo6Pj5CQkZGSkpOTlJSVlZaWl5eYmJmZmpqbm5ycnZ2enp+fFAAAAF8/QEBAQAUA6B9CAQAnUEJCQkJC")]
    [InlineData("blosc", "AgEkBAAFAAAABQAAwwAAABQAAAAMAAAAHwABAP8oUAAAAAAADwAAAB8AAQD/JYCqqqqqqqqqqlAAAAAfAAEADBPMAQAfAAEADBPwAQAfAAEADRP/AgAPAQAOIv//BAAPKgARf///EEIIIYQFAAgELAAfhCkADAQoAF8555xzzgUACID//////////zQAAABfIYQQQggFAAgTAAEADygADRP/AQAPUAAVDygAZV/ee++99wUACATIAB8AAQAPUAAAAAAA")]
    [InlineData("blosc", "AgGRBAAFAAAAAgAAxQAAABwAAABBAAAAZwAAACEAAAAotS/9YAABvQAAWAAAgABAgKA/QEBAAwAZpASjpHpPASwiAAAAKLUv/WAAAcUAAGAAAICggABAQEA/QEADABikGqOkek8BLFoAAAAotS/9YAAAhQIARAQAAICAgIGBgoKDg4SEhYWGhoeHiIiJiYqKi4uMjI2Njo6Pj5CQkZGSkpOTlJSVlZaWl5eYmJmZmpqbm5ycnZ2enp+fQgMEJwFxsRwjaAM=")]
    [InlineData("blosc", "AgGUBAAFAAAABQAAewAAABQAAABjAAAAKLUv/WAABM0CAEQCAACqAMwA8AD/////////EEIIIYSEADnnnHPO/yEA3nvvvfcAGaCgMMs5EIOqUA84xTIvQ0ht0tNQVrzdFBueAQZxMbRfCQBhc9ngh7jj3FpZrexzKvcD")]
    [InlineData("blosc", "AgFhBAAFAAAABQAAngAAABQAAAANAAAAeF5jYBgFlAAAAUAAAQ8AAAB4XmNgGOGggTIIAAFeEAFNAAAAeF7lxFkCQCAUAEBHc7RXaRPaSytHdRDzMbCs8MJ/A0AIY0K2jVLGOBdCyn1X6jjO87q0NsZa57wPIcaUcr7vUmptrfcx5nyeD3rkhAERAAAAeF6zdwAC+5FLOFEIABVUUE0=")]
    [InlineData("blosc", "AgEgBAAFAAAABQAAnQEAABQAAAAgAAAA/wUAAIA/AAAAQAAAQEAAAIBAAACgQBQA/xVQQAAAoEAgAAAA/wUAAIA/AAAAQAAAQEAAAIBAAACgQBQA/xVQQAAAoEAgAAAA/wUAAIA/AAAAQAAAQEAAAIBAAACgQBQA/xVQQAAAoEAZAQAA/wUAAIA/AAAAQAAAQEAAAIBAAACgQBQAG/DvgEIAgIBCAACBQgCAgUIAAIJCAICCQgAAg0IAgINCAACEQgCAhEIAAIVCAICFQgAAhkIAgIZCAACHQgCAh0IAAIhCAICIQgAAiUIAgIlCAACKQgCAikIAAItCAICLQgAAjEIAgIxCAACNQgCAjUIAAI5CAICOQgAAj0IAgI9CAACQQgCAkEIAAJFCAICRQgAAkkIAgJJCAACTQgCAk0IAAJRCAICUQgAAlUIAgJVCAACWQgCAlkIAAJdCAICXQgAAmEIAgJhCAACZQgCAmUIAAJpCAICaQgAAm0IAgJtCAACcQgCAnEIAAJ1CAICdQgAAnkIAgJ5CAACfQgCAn0I=")]
    [InlineData("lz4", "AAUAAPAEAACAPwAAAEAAAEBAAACAQAAAoAgADxQA////2/DvgEIAgIBCAACBQgCAgUIAAIJCAICCQgAAg0IAgINCAACEQgCAhEIAAIVCAICFQgAAhkIAgIZCAACHQgCAh0IAAIhCAICIQgAAiUIAgIlCAACKQgCAikIAAItCAICLQgAAjEIAgIxCAACNQgCAjUIAAI5CAICOQgAAj0IAgI9CAACQQgCAkEIAAJFCAICRQgAAkkIAgJJCAACTQgCAk0IAAJRCAICUQgAAlUIAgJVCAACWQgCAlkIAAJdCAICXQgAAmEIAgJhCAACZQgCAmUIAAJpCAICaQgAAm0IAgJtCAACcQgCAnEIAAJ1CAICdQgAAnkIAgJ5CAACfQgCAn0I=")]
    [InlineData("zstd", "KLUv/WAABPUEACZRJRxwJbOMATEB4G/hb+Fv4W8J////P8vSwP///14KHAAdABwAh2VYGVZhVViEFWENVoMlWAnWVnsC/Ozn+TmAHXqsHsuxcqzGqrEYK8ZarBZLsVKsxCqxECvEOqwChVmX1WVZVpZVWVUWZUVZk9VkSVaSFVlFFmQFORpYDSyBlcAKWAWszqqzOCvO2qw2S7PSrMwqszALAQDWXzWZ")]
    public void ChunksOfOtherWriters(string compressor, string chunk)
    {
        _folder.Write("a/.zarray", TinyZarr.V2("[320]", "[320]", compressor: $$"""{"id": "{{compressor}}"}"""));
        _folder.Write("a/0", Convert.FromBase64String(chunk));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(Enumerable.Range(0, 320).Select(i => i < 256 ? 1 + (i % 5) : i * 0.25), checkpoint.Read("a"));
    }

    [Theory]
    [InlineData("""{"name": "gzip", "configuration": {"level": 1}}""", "g")]
    [InlineData("""{"name": "zstd"}""", "s")]
    [InlineData("\"crc32c\"", "c")]
    [InlineData("""{"name": "crc32c"}, {"name": "zstd"}""", "cs")]
    [InlineData("""{"name": "gzip"}, {"name": "crc32c"}""", "gc")]
    [InlineData("""{"name": "crc32c"}, {"name": "zstd"}, {"name": "crc32c"}""", "csc")]
    [InlineData("""{"name": "blosc", "configuration": {"cname": "zstd"}}""", "b")]
    public void CodecsOfVersion3(string codecs, string steps)
    {
        byte[] chunk = TinyZarr.Floats(1, 2, 3, 4);
        foreach (char step in steps)
        {
            chunk = step switch
            {
                'g' => TinyZarr.Gzip(chunk),
                's' => TinyZarr.Zstd(chunk),
                'c' => TinyZarr.Checked(chunk),
                _ => TinyZarr.Blosc(chunk, 4, chunk.Length, 4, isSplit: false),
            };
        }

        _folder.Write("a/zarr.json", TinyZarr.V3(
            "[2, 2]", "[2, 2]", codecs: $"{ZarrTests.Bytes}, {codecs}", keys: """{"name": "default", "configuration": {"separator": "."}}"""));
        _folder.Write("a/c.0.0", chunk);
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal([1, 2, 3, 4], checkpoint.Read("a"));
    }
}
