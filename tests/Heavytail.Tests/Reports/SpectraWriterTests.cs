using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Heavytail.Tabular;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Reports;

/// <summary>Eigenvalues are written as <see cref="Spectrum.Slices"/> has them, to the bit, in every format.</summary>
public sealed class SpectraWriterTests
{
    private const string Header =
        "model,layer_id,name,slice,M,N,index,eigenvalue,rank,threshold,method,precision";

    private static readonly float[] s_weights =
        Array.ConvertAll(SplitMix.Normals(5, 60 * 52 * 4), value => (float)value);

    private static readonly byte[] s_file = TinySafeTensors.Floats(
        ("conv.weight", [60, 52, 2, 2], s_weights),
        ("nan.weight", [20, 20], [.. s_weights.Take(399), float.NaN]),
        ("fc.weight", [60, 208], s_weights));

    /// <summary>Layer, slice, eigenvalues.</summary>
    private sealed record Slice(string Name, int Index, double[] Eigenvalues);

    public static TheoryData<string> Conventions => ["weightwatcher", "sdm2020", "nature2021", "weightwatcher-0.7.5.5"];

    [Theory]
    [InlineData(SpectraFormat.Csv)]
    [InlineData(SpectraFormat.JsonLines)]
    [InlineData(SpectraFormat.Npz)]
    [InlineData(SpectraFormat.Parquet)]
    public void The_end_is_written_once(SpectraFormat format)
    {
        using var checkpoint = Checkpoint.Open(s_file, "m.safetensors");
        using var destination = new MemoryStream();
        var writer = SpectraWriter.Create(format, destination);
        var model = Analyzer.Analyze(checkpoint, observer: writer, cancellation: TestContext.Current.CancellationToken);
        writer.Dispose();
        byte[] whole = destination.ToArray();
        writer.Dispose();
        Assert.Equal(whole, destination.ToArray());
        Assert.Throws<ObjectDisposedException>(() => writer.Write("m", model.Layers[^1]));
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Csv_has_a_row_for_each_eigenvalue(string convention)
    {
        var (model, file) = Write(SpectraFormat.Csv, convention);
        string[] lines = File.ReadAllLines(Path.Combine(file.Path, "out"));
        Assert.Equal(Header, lines[0]);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToArray();
        Check(model, rows.GroupBy(row => (row[2], row[3])).Select(slice => new Slice(
            slice.Key.Item1,
            Whole(slice.Key.Item2),
            [.. slice.OrderBy(row => Whole(row[6])).Select(row => Real(row[7]))])));
        var last = model.Layers[^1];
        Assert.Equal(
            ["2", "fc", "0", "60", "208", "0"], rows.First(row => row[2] == "fc")[1..7]);
        Assert.Equal(last.Spectrum.Rank, Whole(rows[^1][8]));
        Assert.Equal("double", rows[^1][11]);
        file.Dispose();
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Parquet_has_a_row_for_each_eigenvalue(string convention)
    {
        var (model, file) = Write(SpectraFormat.Parquet, convention);
        var table = Table.Read(Path.Combine(file.Path, "out"));
        Assert.Equal(Header, string.Join(',', table.Columns));
        int[] rows = [.. Enumerable.Range(0, table.RowCount)];
        Check(model, rows.GroupBy(row => (table.Text(row, "name")!, (int)table.Number(row, "slice")!))
            .Select(slice => new Slice(
                slice.Key.Item1, slice.Key.Item2, [.. slice.Select(row => table.Number(row, "eigenvalue")!.Value)])));
        Assert.Equal(model.Layers[0].Spectrum.Slices[0].Rank, table.Number(0, "rank"));
        Assert.Equal(59, table.Number(table.RowCount - 1, "index"));
        file.Dispose();
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Json_lines_have_an_object_for_each_slice(string convention)
    {
        var (model, file) = Write(SpectraFormat.JsonLines, convention);
        var slices = File.ReadAllLines(Path.Combine(file.Path, "out"))
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Check(model, slices.Select(slice => new Slice(
            slice.GetProperty("name").GetString()!,
            slice.GetProperty("slice").GetInt32(),
            [.. slice.GetProperty("eigenvalues").EnumerateArray().Select(value => value.GetDouble())])));
        Assert.Equal(
            "model,layer_id,name,slice,M,N,rank,threshold,method,precision,eigenvalues",
            string.Join(',', slices[0].EnumerateObject().Select(property => property.Name)));
        file.Dispose();
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Npz_has_an_array_for_each_slice(string convention)
    {
        var (model, file) = Write(SpectraFormat.Npz, convention);
        Check(model, Arrays(Path.Combine(file.Path, "out")).Select(array =>
        {
            int slash = array.Key.LastIndexOf('/');
            return new Slice(array.Key[..slash], Whole(array.Key[(slash + 1)..]), array.Value);
        }));
        using var list = JsonDocument.Parse(Entry(Path.Combine(file.Path, "out"), "layers.json"));
        var slices = list.RootElement.EnumerateArray().ToArray();
        Assert.Equal(
            ["conv/0", "conv/1", "conv/2", "conv/3", "fc/0"],
            slices.Select(slice => slice.GetProperty("key").GetString()));
        Assert.Equal(model.Layers[0].Spectrum.Slices[3].Rank, slices[3].GetProperty("rank").GetInt32());
        file.Dispose();
    }

    [Fact]
    public void Npz_keys_are_safe_and_unique_whatever_layers_are_called()
    {
        using var folder = new TempFolder();
        string[] names =
            ["../../etc/a.weight", "/c:\\b\n.weight", "x//y.weight", "x/y.weight", "é.weight", "..weight"];
        string path = folder.Write("m.safetensors", TinySafeTensors.Floats(
            [
                .. names.Select((name, index) =>
                    (name, new long[] { 20, 20 }, s_weights.Skip(index).Take(400).ToArray())),
            ]));
        Write(path, Path.Combine(folder.Path, "out"), SpectraFormat.Npz, modelInKeys: false);
        Assert.Equal(
            ["__/__/etc/a/0", "c_/b_/0", "x/y/0", "x/y/0~2", "é/0", "0"],
            Arrays(Path.Combine(folder.Path, "out")).Keys);
        Write(path, Path.Combine(folder.Path, "out"), SpectraFormat.Npz, modelInKeys: true);
        Assert.All(
            Arrays(Path.Combine(folder.Path, "out")).Keys,
            key => Assert.StartsWith(path.TrimStart('/') + "/", key, StringComparison.Ordinal));
    }

    [Fact]
    public void Npz_arrays_are_numpy_s_to_the_byte()
    {
        using var folder = new TempFolder();
        string path = folder.Write(
            "m.safetensors", TinySafeTensors.Floats(("a.weight", [20, 20], [.. s_weights.Take(400)])));
        Write(path, Path.Combine(folder.Path, "out"), SpectraFormat.Npz, modelInKeys: false);
        byte[] array = Entry(Path.Combine(folder.Path, "out"), "a/0.npy");
        byte[] header =
        [
            0x93, .. "NUMPY"u8, 1, 0, 0x76, 0,
            .. "{'descr': '<f8', 'fortran_order': False, 'shape': (20,), }"u8,
        ];
        Assert.Equal(header, array[..header.Length]);
        Assert.Equal((byte)'\n', array[127]);
        Assert.Equal(128 + (20 * sizeof(double)), array.Length);
    }

    [Theory]
    [InlineData(SpectraFormat.Parquet)]
    [InlineData(SpectraFormat.Npz)]
    [InlineData(SpectraFormat.Csv)]
    [InlineData(SpectraFormat.JsonLines)]
    public void Threads_and_time_do_not_change_the_bytes(SpectraFormat format)
    {
        using var folder = new TempFolder();
        string path = folder.Write("m.safetensors", s_file);
        Write(path, Path.Combine(folder.Path, "one"), format, threads: 1);
        Thread.Sleep(TimeSpan.FromSeconds(2.1)); // a zip counts two seconds at a time
        Write(path, Path.Combine(folder.Path, "four"), format, threads: 4);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.Path, "one")), File.ReadAllBytes(Path.Combine(folder.Path, "four")));
    }

    [Fact]
    public void Parquet_divides_many_rows_into_groups()
    {
        using var folder = new TempFolder();
        var spectrum = Spectrum.Of(s_weights.AsSpan(0, 50 * 50), 50, 50);
        string path = folder.Write(
            "m.safetensors", TinySafeTensors.Floats(("a.weight", [50, 50], [.. s_weights.Take(2500)])));
        using var checkpoint = Checkpoint.Open(path);
        var layer = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken).Layers[0];
        using (var file = File.Create(Path.Combine(folder.Path, "out")))
        {
            using var writer = SpectraWriter.Create(SpectraFormat.Parquet, file);
            for (int k = 0; k < 6000; k++)
            {
                writer.Write($"m{k}", layer);
            }
        }

        var table = Table.Read(Path.Combine(folder.Path, "out"));
        Assert.Equal(300_000, table.RowCount);
        Assert.Equal("m5999", table.Text(299_999, "model"));
        Assert.Equal(spectrum.Eigenvalues[49], table.Number(299_999, "eigenvalue"));
    }

    private static (ModelAnalysis Model, TempFolder Folder) Write(SpectraFormat format, string convention)
    {
        var folder = new TempFolder();
        string path = folder.Write("m.safetensors", s_file);
        return (Write(path, Path.Combine(folder.Path, "out"), format, convention: convention), folder);
    }

    private static ModelAnalysis Write(
        string path, string file, SpectraFormat format, bool modelInKeys = false, int threads = 2,
        string convention = "weightwatcher")
    {
        using var stream = File.Create(file);
        using var writer = SpectraWriter.Create(format, stream, modelInKeys);
        using var checkpoint = Checkpoint.Open(path);
        return Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = Convention.Find(convention) },
                Execution = new() { Threads = threads },
            },
            new CompositeObserver(writer, new ProgressObserver(new Progress<AnalysisProgress>())),
            TestContext.Current.CancellationToken);
    }

    /// <summary>Every layer once, in file order; those without a spectrum left out.</summary>
    private static void Check(ModelAnalysis model, IEnumerable<Slice> written)
    {
        var expected = model.Layers.Where(layer => layer.HasSpectrum).DistinctBy(layer => layer.Name)
            .SelectMany(layer => layer.Spectrum.Slices.Select((slice, index) => new Slice(
                layer.Name, index, slice.Eigenvalues())));
        Assert.Equal(5, expected.Count());
        Assert.Equal(
            expected.Select(slice => (slice.Name, slice.Index, string.Join(' ', slice.Eigenvalues))),
            written.Select(slice => (slice.Name, slice.Index, string.Join(' ', slice.Eigenvalues))));
    }

    /// <summary>The arrays of an NPZ file, read by the reader of checkpoints.</summary>
    private static Dictionary<string, double[]> Arrays(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        return checkpoint.Tensors.ToDictionary(
            tensor => tensor.Name, tensor => checkpoint.Read(tensor), StringComparer.Ordinal);
    }

    private static byte[] Entry(string path, string name)
    {
        using var zip = ZipFile.OpenRead(path);
        using var stream = zip.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
