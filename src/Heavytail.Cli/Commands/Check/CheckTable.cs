using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Check;

/// <summary>The findings for people: one line says whether the check passes, then a paragraph a finding.</summary>
internal static class CheckTable
{
    public static void Write(CheckDocument document, Terminal terminal)
    {
        Tone tone = document.Passes ? Tone.Good : Tone.Error;
        Paragraph.Write(terminal, "check ", document.Sentence, tone);
        if (document.Result.Baseline is string baseline)
        {
            Paragraph.Write(terminal, "baseline ", baseline, Tone.Dim);
        }

        if (document.Result.Findings.Count > 0)
        {
            terminal.WriteLine();
        }

        string common = CommonFolder.Of([.. document.Result.Findings.Select(finding => finding.Model).Distinct()]);
        int width = document.Result.Findings.Select(Label).Select(label => label.Length).DefaultIfEmpty().Max();
        foreach (var finding in document.Result.Findings)
        {
            string model = document.HasSeveralModels ? $"{finding.Model[common.Length..]}: " : "";
            Paragraph.Write(terminal, Label(finding).PadRight(width), model + finding.Sentence, ToneOf(finding.Level));
        }

        WriteEnd(document, terminal);
    }

    private static void WriteEnd(CheckDocument document, Terminal terminal)
    {
        if (document.Notes.Count > 0 || document.Result.Findings.Count > 0)
        {
            terminal.WriteLine();
        }

        foreach (string note in document.Notes)
        {
            Paragraph.Write(terminal, " note: ", note, Tone.Warning);
        }

        string[] ids = [.. document.Result.Findings.Select(finding => finding.Rule.Definition.Id).Distinct().Take(3)];
        if (ids.Length > 0)
        {
            terminal.WriteLine($" `heavytail explain {string.Join(' ', ids)}` says what to do", Tone.Dim);
        }
    }

    private static string Label(GateFinding finding) => $" {finding.Level.Word(),-7}  {finding.Rule.Id}  ";

    private static Tone ToneOf(FindingLevel level) => level switch
    {
        FindingLevel.Error => Tone.Error,
        FindingLevel.Warning => Tone.Warning,
        _ => Tone.Dim,
    };
}
