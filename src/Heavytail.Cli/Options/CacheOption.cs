using System.CommandLine;
using Heavytail.Cli.Store;

namespace Heavytail.Cli.Options;

/// <summary>The option that says where spectra are kept from one run to the next.</summary>
internal sealed class CacheOption
{
    private const string SizeVariable = "HEAVYTAIL_CACHE_SIZE";
    private const long DefaultCap = 2_000_000_000;

    private readonly Option<string?> _folder = new("--cache")
    {
        Description = "Folder that keeps spectra from one run to the next, up to "
            + $"{SizeVariable}=2GB; `{CacheLocation.None}` for no cache "
            + $"[default: {CacheLocation.Variable}, or the platform's cache folder]",
        HelpName = $"DIR|{CacheLocation.None}",
    };

    public void AddTo(Command command)
    {
        _folder.CompletionSources.Add(CacheLocation.None);
        _folder.RefuseEmpty();
        command.Options.Add(_folder);
    }

    /// <summary>Where the cache is.</summary>
    public CacheLocation Location(ParseResult parsed) => CacheLocation.From(parsed.GetValue(_folder));

    /// <summary>The cache; null for none. Nothing is opened.</summary>
    /// <exception cref="UsageException">The environment gives a size that is none.</exception>
    public SpectrumCache? Read(ParseResult parsed)
    {
        long cap = Cap();
        var location = Location(parsed);
        return location.Folder is null ? null : new SpectrumCache(location, cap);
    }

    private static long Cap()
    {
        string? variable = Environment.GetEnvironmentVariable(SizeVariable);
        return string.IsNullOrEmpty(variable)
            ? DefaultCap
            : SizeOption.Parse(variable)
                ?? throw new UsageException($"{SizeVariable}={variable}: {SizeOption.Expected}");
    }
}
