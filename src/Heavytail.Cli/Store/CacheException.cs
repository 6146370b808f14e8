namespace Heavytail.Cli.Store;

/// <summary>Why a cache cannot be used.</summary>
internal enum CacheFault
{
    /// <summary>Something of the moment: a full disk, a device that fails.</summary>
    Passing,

    /// <summary>Another program has it locked.</summary>
    Locked,

    /// <summary>The folder cannot be made, or nothing can be written in it.</summary>
    NoFolder,

    /// <summary>The file is damaged, or is no database.</summary>
    Corrupt,

    /// <summary>The file belongs to another version of the tool.</summary>
    OtherVersion,

    /// <summary>The file belongs to another program.</summary>
    Foreign,
}

/// <summary>A cache that cannot be used.</summary>
/// <param name="fault">Why.</param>
/// <param name="reason">The same for people: goes on a sentence.</param>
/// <param name="inner">What was thrown; null for nothing.</param>
internal sealed class CacheException(CacheFault fault, string reason, Exception? inner = null)
    : Exception(reason, inner)
{
    public CacheFault Fault => fault;

    /// <summary>What to do about it; null for nothing.</summary>
    public string? Hint => fault switch
    {
        CacheFault.Corrupt or CacheFault.OtherVersion => "`heavytail cache clear` removes it",
        CacheFault.Foreign => "`--cache DIR` names another folder",
        _ => null,
    };
}
