using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>
/// Real models beside the checkout, in <c>../shared</c>; a test that needs one skips where there is none.
/// </summary>
internal static class SharedData
{
    /// <summary>The full path of a file or folder below <c>shared</c>.</summary>
    public static string Path(string relative)
    {
        string path = System.IO.Path.GetFullPath(Repository.Path("../shared/" + relative));
        Assert.SkipUnless(System.IO.Path.Exists(path), $"no `{relative}` in ../shared of this checkout");
        return path;
    }
}
