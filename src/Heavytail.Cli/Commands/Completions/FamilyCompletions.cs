using System.CommandLine.Completions;

namespace Heavytail.Cli.Commands.Completions;

/// <summary>The families of a corpus, for completion.</summary>
internal static class FamilyCompletions
{
    /// <param name="corpus">The name of a corpus; of another text there are none.</param>
    public static IEnumerable<CompletionItem> Of(string? corpus) =>
        Corpora.All.FirstOrDefault(known => known.Name == corpus)?.FamilyNames()
            .Select(family => new CompletionItem(family)) ?? [];
}
