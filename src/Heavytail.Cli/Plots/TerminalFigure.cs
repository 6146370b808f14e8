using Heavytail.Cli.Output;
using Spectre.Console;

namespace Heavytail.Cli.Plots;

/// <summary>
/// Writes a figure as text: braille with axes, ticks and a legend, in colors where the terminal has them.
/// </summary>
internal sealed class TerminalFigure
{
    /// <summary>Columns between labels below the horizontal axis.</summary>
    private const int LabelGap = 4;

    /// <summary>Lines of the plot for each labeled tick of the vertical axis.</summary>
    private const int LinesPerTick = 3;

    private const int LongestTick = 10;

    /// <summary>Lines of the title and of both axes.</summary>
    private const int Around = 5;

    /// <summary>Lines that a picture has before sentences may take some.</summary>
    private const int LeastRows = 15;

    private readonly Terminal _terminal;
    private readonly Figure _figure;
    private readonly bool _isPlain;
    private readonly AxisScale _x;
    private readonly AxisScale _y;
    private readonly int _width;

    private TerminalFigure(Figure figure, Terminal terminal, bool isPlain)
    {
        (_figure, _terminal, _isPlain) = (figure, terminal, isPlain);
        (_x, _y) = (AxisScale.Horizontal(figure), AxisScale.Vertical(figure));
        _width = Math.Clamp(terminal.Width, 40, 160);
    }

    /// <summary>Writes a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="terminal">Where it goes.</param>
    /// <param name="height">The lines that it may take, its texts included.</param>
    /// <param name="isPlain">Whether only ASCII can be shown.</param>
    public static void Write(Figure figure, Terminal terminal, int height, bool isPlain) =>
        new TerminalFigure(figure, terminal, isPlain).Write(height);

    private void Write(int height)
    {
        var legend = FigureLegend.Lines(_figure, _isPlain, _width).ToArray();
        string[] description = [.. Output.Paragraph.Lines(Text(Printable.Text(_figure.Description)), _width)];
        if (_terminal.IsWindow && height - legend.Length - description.Length - Around < LeastRows)
        {
            description = []; // the picture comes first in a small window
        }

        int rows = Math.Clamp(height - legend.Length - description.Length - Around, 8, 40);
        var ticks = _y.Ticks(Math.Max(2, rows / LinesPerTick)).Where(tick => tick.Label.Length > 0).ToArray();
        int margin = Math.Min(
            LongestTick, ticks.Select(tick => Printable.Width(Text(tick.Label))).DefaultIfEmpty(1).Max()) + 1;
        var canvas = FigureDots.Draw(_figure, _x, _y, new DotCanvas(_width - margin - 1, rows, _isPlain), _isPlain);
        _terminal.WriteLine(Shorten(_figure.Title, _width), Tone.Strong);
        _terminal.WriteLine(Shorten(_figure.Y.Label, _width));
        WriteRows(canvas, margin, ticks);
        WriteAxis(canvas, margin);
        string label = Shorten(_figure.X.Label, canvas.Columns);
        _terminal.WriteLine(
            new string(' ', margin + 1 + Math.Max(0, (canvas.Columns - Printable.Width(label)) / 2)) + label);
        foreach (var line in legend)
        {
            foreach (var (text, role) in line)
            {
                Write(text, role);
            }

            _terminal.WriteLine();
        }

        foreach (string line in description)
        {
            _terminal.WriteLine(line, Tone.Dim);
        }
    }

    private void WriteRows(DotCanvas canvas, int margin, AxisTick[] ticks)
    {
        var labels = ticks
            .GroupBy(tick => canvas.Rows - 1 - (int)Math.Round(_y.Place(tick.Value) * (canvas.Rows - 1)))
            .ToDictionary(group => group.Key, group => Shorten(group.First().Label, LongestTick));
        for (int row = 0; row < canvas.Rows; row++)
        {
            string label = labels.GetValueOrDefault(row, "");
            _terminal.Write(new string(' ', margin - 1 - Printable.Width(label)) + label + " ");
            bool hasTick = label.Length > 0;
            _terminal.Write(_isPlain ? (hasTick ? "+" : "|") : hasTick ? "┤" : "│");
            int column = 0;
            while (column < canvas.Columns)
            {
                var role = canvas[row, column].Role;
                int end = column;
                while (end < canvas.Columns && canvas[row, end].Role == role)
                {
                    end++;
                }

                Write(string.Concat(Enumerable.Range(column, end - column).Select(k => canvas[row, k].Sign)), role);
                column = end;
            }

            _terminal.WriteLine();
        }
    }

    /// <summary>The horizontal axis with its bands, and the labels below.</summary>
    private void WriteAxis(DotCanvas canvas, int margin)
    {
        char[] line = [.. Enumerable.Repeat(_isPlain ? '-' : '─', canvas.Columns)];
        var roles = new FigureRole?[canvas.Columns];
        char[] labels = new char[margin + 1 + canvas.Columns];
        Array.Fill(labels, ' ');
        int most = Math.Max(2, canvas.Columns / (LongestTick + LabelGap));
        int free = 0;
        foreach (var mark in _figure.Marks.Where(mark => mark.IsVertical && mark.To is not null))
        {
            for (int k = Math.Max(0, Column(mark.At)); k <= Math.Min(canvas.Columns - 1, Column(mark.To!.Value)); k++)
            {
                (line[k], roles[k]) = (_isPlain ? '=' : '━', mark.Role);
            }
        }

        foreach (var tick in _x.Ticks(most))
        {
            int column = Column(tick.Value);
            if (column < 0 || column >= canvas.Columns || tick.Label.Length == 0)
            {
                continue;
            }

            string label = Shorten(tick.Label, LongestTick);
            int start = Math.Clamp(
                margin + 1 + column - (Printable.Width(label) / 2), 0, labels.Length - Printable.Width(label));
            if (start >= free)
            {
                line[column] = _isPlain ? '+' : roles[column] is null ? '┬' : '┯';
                label.CopyTo(0, labels, start, label.Length);
                free = start + label.Length + 1;
            }
        }

        _terminal.Write(new string(' ', margin) + (_isPlain ? "+" : "└"));
        for (int k = 0; k < line.Length; k++)
        {
            Write(line[k].ToString(), roles[k]);
        }

        _terminal.WriteLine();
        _terminal.WriteLine(new string(labels).TrimEnd());

        int Column(double value) => (int)Math.Round(_x.Place(value) * (canvas.Columns - 1));
    }

    private void Write(string text, FigureRole? role) =>
        _terminal.Write(text, role is { } known ? FigureColors.Terminal(known) : Style.Plain);

    private string Text(string text) => _isPlain ? PlainSigns.Of(text) : text;

    private string Shorten(string text, int width)
    {
        string shown = Text(Printable.Shorten(Printable.Text(text), width));
        return _isPlain && shown.Length > width ? shown[..width] : shown;
    }
}
