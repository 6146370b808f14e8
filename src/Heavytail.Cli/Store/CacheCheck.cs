using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Heavytail.Cli.Store;

/// <summary>Something that is wrong with a cache.</summary>
/// <param name="Problem">What.</param>
/// <param name="Model">The model of the spectrum that it is about; null for the file.</param>
/// <param name="Layer">Its layer; null for the file.</param>
internal sealed record CacheDamage(string Problem, string? Model = null, string? Layer = null);

/// <summary>Reads a whole cache, and every spectrum in it.</summary>
/// <param name="Spectra">The number of spectra that were read.</param>
/// <param name="Damages">What is wrong.</param>
internal sealed record CacheCheck(long Spectra, IReadOnlyList<CacheDamage> Damages)
{
    /// <summary>More problems of the file than these are one damage.</summary>
    private const int ShownProblems = 20;

    /// <summary>Checks a cache; one that is not there is sound.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CacheException">It cannot be read.</exception>
    public static CacheCheck Run(CacheLocation location, CancellationToken cancellation)
    {
        long spectra = 0;
        var damages = new List<CacheDamage>();
        try
        {
            CacheErrors.Guard(() => Read(location, ref spectra, damages, cancellation));
        }
        catch (CacheException e) when (e.Fault == CacheFault.Corrupt)
        {
            damages.Add(new CacheDamage(e.Message));
        }

        return new CacheCheck(spectra, damages);
    }

    private static void Read(
        CacheLocation location, ref long spectra, List<CacheDamage> damages, CancellationToken cancellation)
    {
        using var connection = CacheConnection.OpenToRead(location);
        if (connection is null)
        {
            return;
        }

        using var check = connection.CreateCommand();
        check.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA integrity_check({ShownProblems})");
        using (var problems = check.ExecuteReader())
        {
            while (problems.Read())
            {
                if (problems.GetString(0) is not "ok" and string problem)
                {
                    damages.Add(new CacheDamage(problem));
                }
            }
        }

        using var all = connection.CreateCommand();
        all.CommandText = $"""
            SELECT key, model, layer, eigenvalues, content, {CacheSchema.IsSound}
            FROM spectra LEFT JOIN contents USING (id)
            """;
        using var reader = all.ExecuteReader();
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            spectra++;
            if (!IsSound(reader))
            {
                damages.Add(new CacheDamage(
                    "the spectrum is damaged", reader.GetValue(1) as string, reader.GetValue(2) as string));
            }
        }

        long stray = connection.Scalar("SELECT count(*) FROM contents WHERE id NOT IN (SELECT id FROM spectra)");
        if (stray > 0)
        {
            damages.Add(new CacheDamage(string.Create(
                CultureInfo.InvariantCulture,
                $"{stray} of the contents {(stray == 1 ? "belongs" : "belong")} to no spectrum")));
        }
    }

    private static bool IsSound(SqliteDataReader row) => row.GetBoolean(5)
        && CacheEntry.Read(new SpectrumKey(row.GetString(0)), row.GetFieldValue<byte[]>(4)) is { } spectrum
        && spectrum.Eigenvalues.Count == row.GetInt64(3);
}
