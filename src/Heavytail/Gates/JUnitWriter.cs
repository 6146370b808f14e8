// What:      findings as the XML that CI systems read test results from.
// Reference: the schema of Jenkins' xUnit plug-in (junit-4.xsd). A suite is a model, a test is a rule.
// Not done:  no times and no host: the same findings give the same bytes.
using System.Globalization;
using System.Text;
using System.Xml;

namespace Heavytail.Gates;

/// <summary>
/// Writes JUnit's XML. A finding that does not fail the check is in the output of a test that passes.
/// </summary>
internal static class JUnitWriter
{
    private const string Class = "heavytail";

    public static void Write(CheckDocument document, TextWriter destination)
    {
        var suites = document.Result.Tallies.GroupBy(tally => tally.Model).ToArray();
        destination.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        var settings = new XmlWriterSettings
        {
            OmitXmlDeclaration = true,
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Entitize,
        };
        using (var xml = XmlWriter.Create(destination, settings))
        {
            xml.WriteStartElement("testsuites");
            Attribute(xml, "name", "heavytail check");
            Attribute(xml, "tests", Text(document.Result.Tallies.Count + document.Errors.Count));
            Attribute(xml, "failures", Text(document.Result.Tallies.Count(tally => Fails(document, tally))));
            Attribute(xml, "errors", Text(document.Errors.Count));
            foreach (var suite in suites)
            {
                Suite(xml, document, suite.Key, [.. suite]);
            }

            foreach (var errors in document.Errors.GroupBy(error => error.Path))
            {
                Unread(xml, errors.Key, [.. errors]);
            }

            xml.WriteEndElement();
        }

        destination.Write('\n');
    }

    private static void Suite(XmlWriter xml, CheckDocument document, string model, RuleTally[] tallies)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", model);
        Attribute(xml, "tests", Text(tallies.Length));
        Attribute(xml, "failures", Text(tallies.Count(tally => Fails(document, tally))));
        Attribute(xml, "errors", "0");
        Attribute(xml, "skipped", Text(tallies.Count(tally => tally.Judged == 0)));
        foreach (var tally in tallies)
        {
            Case(xml, document, tally);
        }

        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, CheckDocument document, RuleTally tally)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", Class);
        Attribute(xml, "name", CheckSentences.Name(tally.Rule));
        if (tally.Judged == 0)
        {
            xml.WriteElementString("skipped", Clean(CheckSentences.Idle(tally.Rule)));
        }
        else if (tally.Findings.Count > 0)
        {
            string lines = string.Join('\n', tally.Findings.Select(finding => Clean(finding.Sentence)));
            if (Fails(document, tally))
            {
                xml.WriteStartElement("failure");
                Attribute(xml, "type", tally.Rule.Level.Word());
                Attribute(xml, "message", tally.Rule.Definition.Summary);
                xml.WriteString(lines);
                xml.WriteEndElement();
            }
            else
            {
                xml.WriteElementString("system-out", $"{tally.Rule.Level.Word()}, which does not fail:\n{lines}");
            }
        }

        xml.WriteEndElement();
    }

    private static void Unread(XmlWriter xml, string path, ReportError[] errors)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", path);
        Attribute(xml, "tests", Text(errors.Length));
        Attribute(xml, "failures", "0");
        Attribute(xml, "errors", Text(errors.Length));
        foreach (var error in errors)
        {
            xml.WriteStartElement("testcase");
            Attribute(xml, "classname", Class);
            Attribute(xml, "name", error.Tensor is null ? "read the file" : $"read {error.Tensor}");
            xml.WriteStartElement("error");
            Attribute(xml, "message", error.Message);
            xml.WriteString(Clean(error.Hint ?? ""));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static bool Fails(CheckDocument document, RuleTally tally) =>
        tally.Findings.Any(document.Result.IsFailure);

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, Clean(value));

    /// <summary>Text that XML can hold: what it cannot is visible, as hidden characters are.</summary>
    private static string Clean(string text)
    {
        var result = new StringBuilder();
        foreach (var rune in VisibleText.Escape(text).EnumerateRunes())
        {
            result.Append(rune.Value is 0xFFFE or 0xFFFF ? $"\\u{rune.Value:x4}" : rune.ToString());
        }

        return result.ToString();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
