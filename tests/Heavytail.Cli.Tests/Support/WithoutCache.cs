using System.Runtime.CompilerServices;
using Heavytail.Cli.Store;

namespace Heavytail.Cli.Tests.Support;

/// <summary>
/// No test, and no process that one starts, reads or writes the cache of whoever runs them; tests of the cache name a
/// folder.
/// </summary>
internal static class WithoutCache
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable(CacheLocation.Variable, CacheLocation.None);
}
