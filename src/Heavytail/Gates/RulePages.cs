namespace Heavytail.Gates;

/// <summary>The pages of <c>docs/rules</c>, which the library carries.</summary>
internal static class RulePages
{
    /// <summary>The Markdown of a page.</summary>
    public static string Read(string id)
    {
        string name = $"Heavytail.rules.{id}.md";
        using var stream = typeof(RulePages).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the library has no resource {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
