namespace Heavytail.Gates;

/// <summary>
/// Writes workflow commands, of which GitHub makes annotations: <c>::error file=…,title=…::message</c>. GitHub shows
/// ten of each level in a step.
/// </summary>
internal static class GitHubWriter
{
    public static void Write(CheckDocument document, TextWriter destination)
    {
        foreach (var finding in document.Result.Findings)
        {
            string command = finding.Level switch
            {
                FindingLevel.Error => "error",
                FindingLevel.Warning => "warning",
                _ => "notice",
            };
            Command(command, finding.Model, CheckSentences.Name(finding.Rule), finding.Sentence, destination);
        }

        foreach (var error in document.Errors)
        {
            string text = error.Hint is null ? error.Message : $"{error.Message} ({error.Hint})";
            Command("error", error.Path, "not checked", text, destination);
        }

        Command(document.Passes ? "notice" : "error", null, "heavytail check", document.Sentence, destination);
    }

    private static void Command(
        string command, string? file, string title, string message, TextWriter destination)
    {
        string place = file is null ? "" : $"file={Property(file)},";
        destination.Write($"::{command} {place}title={Property(title)}::{Message(message)}\n");
    }

    private static string Message(string text) => VisibleText.Escape(text)
        .Replace("%", "%25", StringComparison.Ordinal);

    private static string Property(string text) => Message(text)
        .Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
