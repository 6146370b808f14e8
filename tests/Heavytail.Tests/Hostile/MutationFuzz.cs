using System.Diagnostics;
using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Hostile;

/// <summary>
/// Damaged files of every format: each is opened and all its tensors are read, or it is refused by a
/// <see cref="CheckpointException"/>; anything else, two seconds, or 300 MB is a failure. The damage is the same in
/// every run. <c>HEAVYTAIL_FUZZ_FILES=10000</c> sets the number of files for each format, 300 without it.
/// </summary>
public sealed class MutationFuzz
{
    public const string FilesVariable = "HEAVYTAIL_FUZZ_FILES";
    private const int DefaultFiles = 300;
    private const long MaxAllocatedBytes = 300_000_000;

    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(2);

    private readonly CheckpointTrial _trial = new();

    public static TheoryData<string> Formats => [.. CheckpointFormats.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void SeedsAreHonest(string format)
    {
        var seeds = FuzzSeed.All.Where(seed => seed.Format == format).ToArray();
        Assert.True(seeds.Length > 0, $"{format} has no seed in {nameof(FuzzSeed)}");
        foreach (var seed in seeds)
        {
            using var folder = Folder(seed);
            string path = folder.Write(seed.FileName, seed.Bytes);
            using (var file = new DiskSource(path))
            {
                Assert.Equal(format, CheckpointFormats.Detect(file).Name);
            }

            Assert.Equal(MutantOutcome.Read, _trial.Run(path));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void DamagedFilesAreReadOrRefused(string format)
    {
        var seeds = FuzzSeed.All.Where(seed => seed.Format == format).ToArray();
        int files = int.Parse(
            Environment.GetEnvironmentVariable(FilesVariable) ?? $"{DefaultFiles}", CultureInfo.InvariantCulture);
        var statistics = new Statistics();
        foreach (var (number, seed) in seeds.Index())
        {
            using var folder = Folder(seed);
            for (int i = number; i < files; i += seeds.Length)
            {
                byte[] bytes = Damage(seed, i);
                Try(folder.Write(seed.FileName, bytes), bytes, $"{format}, file {i}", statistics);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{format}: {statistics}");
    }

    /// <summary>
    /// Half of the files are damaged as a whole, half in one part before it is joined with the others.
    /// </summary>
    private static byte[] Damage(FuzzSeed seed, int number)
    {
        var random = new Random(number);
        var mutator = new Mutator(random);
        byte[] other = FuzzSeed.All[random.Next(FuzzSeed.All.Count)].Bytes;
        if (random.Next(2) == 0)
        {
            return mutator.Mutate(seed.Bytes, other);
        }

        byte[][] parts = [.. seed.Parts];
        int part = random.Next(2) == 0 ? 0 : random.Next(parts.Length);
        parts[part] = mutator.Mutate(parts[part], other);
        return seed.Join(parts);
    }

    private void Try(string path, byte[] bytes, string what, Statistics statistics)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        try
        {
            statistics.Count(_trial.Run(path));
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e.GetType().Name}: {e.Message}; the file is {Keep(bytes, path)}\n{e.StackTrace}");
        }

        var elapsed = watch.Elapsed;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (elapsed > s_maxTime)
        {
            // A busy machine can stop a test for seconds, but hardly twice at the same file.
            watch.Restart();
            _trial.Run(path);
            elapsed = watch.Elapsed;
        }

        if (elapsed > s_maxTime || allocated > MaxAllocatedBytes)
        {
            Assert.Fail($"{what}: {elapsed} and {allocated:N0} bytes; the file is {Keep(bytes, path)}");
        }

        statistics.Measure(elapsed, allocated);
    }

    /// <summary>Memory is faster than a disk for ten thousand small files.</summary>
    private static TempFolder Folder(FuzzSeed seed)
    {
        var folder = new TempFolder(inMemory: true);
        foreach (var (name, bytes) in seed.Companions)
        {
            folder.Write(name, bytes);
        }

        return folder;
    }

    private static string Keep(byte[] bytes, string path)
    {
        string kept = Path.Combine(Path.GetTempPath(), $"heavytail-fuzz-{Guid.NewGuid():N}-{Path.GetFileName(path)}");
        File.WriteAllBytes(kept, bytes);
        return kept;
    }

    private sealed class Statistics
    {
        private readonly int[] _counts = new int[3];
        private TimeSpan _longest;
        private long _mostAllocated;

        public void Count(MutantOutcome outcome) => _counts[(int)outcome]++;

        public void Measure(TimeSpan elapsed, long allocated)
        {
            _longest = elapsed > _longest ? elapsed : _longest;
            _mostAllocated = Math.Max(_mostAllocated, allocated);
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{_counts[0]} read, {_counts[1]} refused, {_counts[2]} of unknown format; at most "
            + $"{_longest.TotalMilliseconds:F0} ms and {_mostAllocated:N0} bytes");
    }
}
