using Heavytail.Tests.Support;
using PublicApiGenerator;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>The public surface is a decision: a change of it shows in review.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Library_has_the_surface_that_was_agreed()
    {
        string api = typeof(Document).Assembly.GeneratePublicApi(
            new ApiGeneratorOptions { IncludeAssemblyAttributes = false });
        Golden.Verify(
            api.ReplaceLineEndings("\n") + "\n", "tests/Heavytail.Tests/Golden/PublicApi.Heavytail.verified.txt");
    }
}
