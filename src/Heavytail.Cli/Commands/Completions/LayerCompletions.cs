using System.CommandLine;
using System.CommandLine.Completions;

namespace Heavytail.Cli.Commands.Completions;

/// <summary>The layers of the first file on the line, for completion: from its header alone.</summary>
internal static class LayerCompletions
{
    public static IEnumerable<CompletionItem> Of(ParseResult parsed)
    {
        if (parsed.CommandResult.Tokens.Select(token => token.Value).FirstOrDefault(File.Exists) is not string path)
        {
            return [];
        }

        try
        {
            using var checkpoint = Checkpoint.Open(path);
            string[] names =
            [
                .. LayerInventory.From(checkpoint, new AnalysisOptions()).Layers.Select(layer => layer.Name).Distinct(),
            ];
            return names.Select(name => new CompletionItem(name));
        }
        catch (Exception e) when (e is HeavytailException or IOException or UnauthorizedAccessException)
        {
            // What cannot be read has no layers to offer: the command itself says why.
            return [];
        }
    }
}
