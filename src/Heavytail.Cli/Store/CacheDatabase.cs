using Microsoft.Data.Sqlite;

namespace Heavytail.Cli.Store;

/// <summary>One connection to the cache. Not thread-safe.</summary>
internal sealed class CacheDatabase : IDisposable
{
    /// <summary>A use is written down where the last one is so old: runs in a row write nothing.</summary>
    private const int UseSeconds = 3600;

    /// <summary>What is left of the cap when it was passed, so that not every run evicts.</summary>
    private const double LeftOfCap = 0.9;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;

    /// <exception cref="CacheException">It cannot be used.</exception>
    public CacheDatabase(string path)
    {
        _connection = CacheConnection.Open(path);
        _find = _connection.CreateCommand();
        _find.CommandText = $"""
            SELECT id, used, {CacheSchema.IsSound},
                CASE WHEN typeof(content) = 'blob' AND length(content) = bytes THEN content ELSE x'' END
            FROM spectra LEFT JOIN contents USING (id) WHERE key = $key
            """;
        _find.Parameters.Add("$key", SqliteType.Text);
    }

    /// <summary>The spectrum of a key; null where there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="use">The row, where its use is to be written down or, negated, where it is to be deleted.</param>
    /// <exception cref="CacheException">The database cannot be read.</exception>
    public Spectrum? Find(SpectrumKey key, out long? use)
    {
        long? found = null;
        var spectrum = CacheErrors.Guard(() =>
        {
            _find.Parameters[0].Value = key.Hash;
            using var reader = _find.ExecuteReader();
            if (!reader.Read())
            {
                return null;
            }

            if (!reader.GetBoolean(2))
            {
                throw new CacheException(CacheFault.Corrupt, CacheErrors.Damaged);
            }

            long id = reader.GetInt64(0);
            var kept = CacheEntry.Read(key, reader.GetFieldValue<byte[]>(3));
            found = kept is null ? -id : reader.GetInt64(1) < Now() - UseSeconds ? id : null;
            return kept;
        });
        use = found;
        return spectrum;
    }

    /// <summary>
    /// Writes all of it, or nothing, and evicts what was used least recently where the cap is passed.
    /// </summary>
    /// <param name="entries">New spectra; those that are there already stay.</param>
    /// <param name="uses">Rows from <see cref="Find"/>.</param>
    /// <param name="cap">Most bytes of the file.</param>
    /// <exception cref="CacheException">It cannot be written.</exception>
    public void Write(IReadOnlyCollection<CacheEntry> entries, IReadOnlyCollection<long> uses, long cap) =>
        CacheErrors.Guard(() =>
        {
            using (var transaction = _connection.BeginTransaction(deferred: false))
            {
                Touch(uses);
                Insert(entries);
                transaction.Commit();
            }

            Evict(cap);
        });

    public void Dispose()
    {
        _find.Dispose();
        _connection.Dispose();
    }

    private void Touch(IReadOnlyCollection<long> uses)
    {
        using var touch = _connection.CreateCommand();
        touch.CommandText = "UPDATE spectra SET used = $now WHERE id = $id";
        touch.Parameters.AddWithValue("$now", Now());
        var id = touch.Parameters.Add("$id", SqliteType.Integer);
        foreach (long use in uses.Where(use => use > 0))
        {
            id.Value = use;
            touch.ExecuteNonQuery();
        }

        using var delete = _connection.CreateCommand();
        delete.CommandText = "DELETE FROM spectra WHERE id = $id";
        id = delete.Parameters.Add("$id", SqliteType.Integer);
        foreach (long use in uses.Where(use => use < 0))
        {
            id.Value = -use;
            delete.ExecuteNonQuery();
        }
    }

    private void Insert(IReadOnlyCollection<CacheEntry> entries)
    {
        using var row = _connection.CreateCommand();
        row.CommandText = """
            INSERT INTO spectra (key, model, layer, matrices, rows, columns, slices, method, precision, generation,
                eigenvalues, rank, lambda_max, bytes, created, used)
            VALUES ($key, $model, $layer, $matrices, $rows, $columns, $slices, $method, $precision, $generation,
                $eigenvalues, $rank, $lambda_max, $bytes, $now, $now)
            ON CONFLICT (key) DO NOTHING RETURNING id
            """;
        using var content = _connection.CreateCommand();
        content.CommandText = "INSERT INTO contents (id, content) VALUES ($id, $content)";
        foreach (var (key, spectrum, origin) in entries)
        {
            byte[] bytes = new CacheEntry(key, spectrum, origin).Content();
            row.Parameters.Clear();
            row.Parameters.AddWithValue("$key", key.Hash);
            row.Parameters.AddWithValue("$model", origin.File);
            row.Parameters.AddWithValue("$layer", origin.Layer);
            row.Parameters.AddWithValue("$matrices", origin.Matrices);
            row.Parameters.AddWithValue("$rows", origin.Rows);
            row.Parameters.AddWithValue("$columns", origin.Columns);
            row.Parameters.AddWithValue("$slices", origin.Slices);
            row.Parameters.AddWithValue("$method", spectrum.Method == SpectrumMethod.Gram ? "gram" : "bidiagonal");
            row.Parameters.AddWithValue("$precision", spectrum.Precision.Word());
            row.Parameters.AddWithValue("$generation", origin.Generation);
            row.Parameters.AddWithValue("$eigenvalues", spectrum.Slices.Sum(slice => (long)slice.Count));
            row.Parameters.AddWithValue("$rank", spectrum.Rank);
            row.Parameters.AddWithValue("$lambda_max", spectrum.Slices.Max(slice => slice.Eigenvalues()[^1]));
            row.Parameters.AddWithValue("$bytes", bytes.Length);
            row.Parameters.AddWithValue("$now", Now());
            if (row.ExecuteScalar() is long id)
            {
                content.Parameters.Clear();
                content.Parameters.AddWithValue("$id", id);
                content.Parameters.AddWithValue("$content", bytes);
                content.ExecuteNonQuery();
            }
        }
    }

    private void Evict(long cap)
    {
        const string Size =
            "SELECT (page_count - freelist_count) * page_size "
            + "FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
        long size = _connection.Scalar(Size);
        if (size <= cap)
        {
            return;
        }

        using var delete = _connection.CreateCommand();
        delete.CommandText = """
            DELETE FROM spectra WHERE id IN (SELECT id FROM (
                SELECT id, sum(bytes) OVER (ORDER BY used, id) - bytes AS before FROM spectra)
                WHERE before < $excess)
            """;
        delete.Parameters.AddWithValue("$excess", size - (long)(LeftOfCap * cap));
        delete.ExecuteNonQuery();
        _connection.Execute("PRAGMA incremental_vacuum");
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds();
}
