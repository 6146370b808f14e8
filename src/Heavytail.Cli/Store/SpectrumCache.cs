using System.Collections.Concurrent;

namespace Heavytail.Cli.Store;

/// <summary>
/// The spectra store: SQLite in a folder. Nothing is opened before the first question. Writing happens beside the work,
/// many spectra a transaction. Whatever fails costs the cache and never the result, and is said once.
/// </summary>
/// <param name="location">Where it is.</param>
/// <param name="cap">Most bytes of the file.</param>
internal sealed class SpectrumCache(CacheLocation location, long cap) : ISpectrumStore, IDisposable
{
    /// <summary>How long new spectra wait for others: a transaction costs as much as some decompositions.</summary>
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<SpectrumKey, CacheEntry> _pending = new();
    private readonly ConcurrentQueue<long> _uses = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private CacheDatabase? _database;
    private Thread? _writer;
    private volatile bool _isNew;
    private volatile bool _isClosed;
    private volatile bool _isReadOnly;
    private bool _wasSetAside;
    private IReadOnlyList<string> _asideBefore = [];
    private int _hits;

    /// <summary>Where it is.</summary>
    public CacheLocation Location => location;

    /// <summary>Spectra that were found.</summary>
    public int Hits => _hits;

    /// <summary>What to say of it; null for nothing.</summary>
    public string? Warning { get; private set; }

    /// <summary>What to say of it to whoever wants to know all; null for nothing.</summary>
    public string? Note { get; private set; }

    public void Prepare()
    {
        lock (_gate)
        {
            if (_writer is not null || _isClosed)
            {
                return;
            }

            // Nobody waits for a file that has nothing.
            _isNew = !File.Exists(location.File);
            _writer = new Thread(WriteUntilTheEnd) { IsBackground = true, Name = "cache" };
            _writer.Start();
        }
    }

    public Spectrum? Find(SpectrumKey key)
    {
        if (_pending.TryGetValue(key, out var entry))
        {
            Interlocked.Increment(ref _hits);
            return entry.Spectrum;
        }

        if (_isNew)
        {
            return null;
        }

        long? use = null;
        var spectrum = Try(database => database.Find(key, out use), isWrite: false);
        if (use is { } row)
        {
            _uses.Enqueue(row);
        }

        if (spectrum is not null)
        {
            Interlocked.Increment(ref _hits);
        }

        return spectrum;
    }

    public void Add(SpectrumKey key, Spectrum spectrum, SpectrumOrigin origin)
    {
        if (_isClosed || _isReadOnly)
        {
            return;
        }

        _pending.TryAdd(key, new CacheEntry(key, spectrum, origin));
        _wake.Set();
        if (_writer is null)
        {
            Prepare();
        }
    }

    /// <summary>Writes what is left, and closes the file.</summary>
    public void Dispose()
    {
        _end.Set();
        _wake.Set();
        _writer?.Join();
        Write();
        lock (_gate)
        {
            Close();
            _isClosed = true;
        }
    }

    private void WriteUntilTheEnd()
    {
        if (!_isNew)
        {
            Try(_ => true, isWrite: false);
        }

        while (_wake.WaitOne() && !_end.IsSet)
        {
            // A new file is opened beside the first fit, which leaves threads free; a decomposition does not.
            Try(_ => true, isWrite: false);
            _end.Wait(s_gathering);
            Write();
        }
    }

    private void Write()
    {
        CacheEntry[] entries = [.. _pending.Values];
        var uses = new List<long>();
        while (_uses.TryDequeue(out long use))
        {
            uses.Add(use);
        }

        if (_isReadOnly || (entries.Length == 0 && uses.Count == 0))
        {
            return;
        }

        Try(
            database =>
            {
                database.Write(entries, uses, cap);
                return true;
            },
            isWrite: true);
        _isNew = false;
        foreach (var entry in entries)
        {
            _pending.TryRemove(entry.Key, out _);
        }
    }

    /// <summary>Does something with the database; nothing where it cannot be used.</summary>
    private T? Try<T>(Func<CacheDatabase, T?> work, bool isWrite)
    {
        lock (_gate)
        {
            while (!_isClosed)
            {
                try
                {
                    if (_database is null)
                    {
                        _asideBefore = SetAside.Leftovers(location.File!);
                        _database = new CacheDatabase(location.File!);
                    }

                    return work(_database);
                }
                catch (CacheException e) when (e.Fault == CacheFault.Corrupt && !_wasSetAside)
                {
                    Rebuild(e);
                }
                catch (CacheException e) when (isWrite && _database is not null && e.Fault != CacheFault.Corrupt)
                {
                    // What is there can still be read.
                    _isReadOnly = true;
                    Say(e);
                    return default;
                }
                catch (CacheException e)
                {
                    GiveUp(e);
                }
            }
        }

        return default;
    }

    private void Rebuild(CacheException damage)
    {
        _wasSetAside = true;
        Close();
        try
        {
            if (SetAside.Move(location.File!, _asideBefore) is { } aside)
            {
                Warning = $"the cache `{location.File}` was unusable: {damage.Message}; it was renamed to "
                    + $"`{Path.GetFileName(aside)}`, and a new one is made";
            }
        }
        catch (CacheException e)
        {
            GiveUp(e);
        }
    }

    private void GiveUp(CacheException error)
    {
        Close();
        _isClosed = true;
        Say(error);
    }

    private void Say(CacheException error)
    {
        string text = $"the cache `{location.File}` is not used: {error.Message}"
            + (error.Fault == CacheFault.OtherVersion ? $"; {error.Hint}" : "");
        if (error.Fault == CacheFault.NoFolder && !location.IsChosen)
        {
            Note ??= text;
        }
        else
        {
            Warning ??= text;
        }
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }
}
