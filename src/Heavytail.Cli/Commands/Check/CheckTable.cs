using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Check;

/// <summary>The findings for people: one line says whether the check passes, then a paragraph a finding.</summary>
internal static class CheckTable
{
    /// <summary>A window shows as many findings as this, whatever its height.</summary>
    private const int LeastShown = 20;

    /// <summary>Lines of a window around the findings.</summary>
    private const int Around = 8;

    /// <summary>Files and pipes have all findings; a window has the worst of very many.</summary>
    public static void Write(CheckDocument document, Terminal terminal) => Write(
        document, terminal, terminal.IsWindow ? Math.Max(LeastShown, terminal.Height - Around) : int.MaxValue);

    /// <param name="document">The findings.</param>
    /// <param name="terminal">Where they go.</param>
    /// <param name="most">The most findings that are shown.</param>
    internal static void Write(CheckDocument document, Terminal terminal, int most)
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
        foreach (var finding in document.Result.Findings.Take(most))
        {
            string model = document.HasSeveralModels ? $"{finding.Model[common.Length..]}: " : "";
            Paragraph.Write(terminal, Label(finding).PadRight(width), model + finding.Sentence, ToneOf(finding.Level));
        }

        if (document.Result.Findings.Count > most)
        {
            terminal.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $" … and {document.Result.Findings.Count - most:N0} more; `-f json` has all"),
                Tone.Dim);
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
