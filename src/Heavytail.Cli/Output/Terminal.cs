using Spectre.Console;

namespace Heavytail.Cli.Output;

/// <summary>What a piece of text means; color only repeats what its words say.</summary>
internal enum Tone
{
    Plain,
    Strong,
    Dim,
    Good,
    Warning,
    Error,
    Hint,
}

/// <summary>A stream with a width, and colors or none.</summary>
internal sealed class Terminal
{
    /// <summary>The maximum width of text that goes to a file or pipe: it fits a pager.</summary>
    private const int UnboundedWidth = 100;

    /// <summary>The lines of a picture that goes to a file or pipe.</summary>
    private const int UnboundedHeight = 30;

    /// <summary>The variables of a locale, the strongest first.</summary>
    private static readonly string[] s_locales = ["LC_ALL", "LC_CTYPE", "LANG"];

    private readonly TextWriter _writer;
    private readonly IAnsiConsole? _colored;

    private Terminal(TextWriter writer, bool color, int width, bool isWindow, bool isInteractive)
    {
        _writer = writer;
        Width = width;
        IsWindow = isWindow;
        IsInteractive = isInteractive;
        if (color)
        {
            _colored = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.Standard,
                Out = new AnsiConsoleOutput(writer),
                Interactive = InteractionSupport.No,
            });

            // Lines are cut to the width here, never wrapped there.
            _colored.Profile.Width = int.MaxValue / 4;
        }
    }

    /// <summary>Columns of text that fit.</summary>
    public int Width { get; }

    /// <summary>Lines of text that fit; LINES wins where it is exported.</summary>
    public int Height =>
        int.TryParse(Environment.GetEnvironmentVariable("LINES"), out int lines) && lines > 0 ? lines
        : IsWindow && Console.WindowHeight > 0 ? Console.WindowHeight
        : UnboundedHeight;

    /// <summary>Whether it shows ASCII alone: <c>TERM=dumb</c>, or a locale without UTF-8.</summary>
    public static bool IsAsciiOnly =>
        Environment.GetEnvironmentVariable("TERM") == "dumb"
        || s_locales.Select(Environment.GetEnvironmentVariable)
            .FirstOrDefault(locale => !string.IsNullOrEmpty(locale)) is string locale
            && (locale is "C" or "POSIX"
                || (locale.Contains('.', StringComparison.Ordinal)
                    && !locale.Replace("-", "", StringComparison.Ordinal)
                        .Contains(".UTF8", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether it is a window, and neither a file nor a pipe.</summary>
    public bool IsWindow { get; }

    /// <summary>Whether a person looks on and lines may be rewritten.</summary>
    public bool IsInteractive { get; }

    public static Terminal ForResults(TextWriter output, string color, TextWriter destination) =>
        For(destination, color, Console.IsOutputRedirected || output != Console.Out, output == Console.Out);

    public static Terminal ForErrors(TextWriter error, string color = "auto") =>
        For(error, color, Console.IsErrorRedirected || error != Console.Error, false);

    /// <summary>For files.</summary>
    public static Terminal Plain(TextWriter writer) => new(writer, false, UnboundedWidth, false, false);

    /// <summary>A window of a given width, without colors.</summary>
    internal static Terminal Window(TextWriter writer, int width) => new(writer, false, width, true, false);

    public void Write(string text, Tone tone = Tone.Plain)
    {
        if (_colored is null || tone == Tone.Plain)
        {
            _writer.Write(text);
        }
        else
        {
            _colored.Write(text, StyleOf(tone));
        }
    }

    /// <summary>Writes text in a style, where there are colors.</summary>
    public void Write(string text, Style style)
    {
        if (_colored is null || style == Style.Plain)
        {
            _writer.Write(text);
        }
        else
        {
            _colored.Write(text, style);
        }
    }

    public void WriteLine(string text = "", Tone tone = Tone.Plain)
    {
        Write(text, tone);
        _writer.Write('\n');
    }

    /// <summary>The underlying writer, for exporters that write documents.</summary>
    public TextWriter Writer => _writer;

    private static Terminal For(TextWriter writer, string color, bool redirected, bool isOutput)
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        bool noColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        bool colored = color == "always" || (color == "auto" && !redirected && !dumb && !noColor);
        bool inCi = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        return new Terminal(writer, colored, WidthOf(redirected, isOutput), !redirected, !redirected && !dumb && !inCi);
    }

    /// <summary>
    /// COLUMNS wins where it is exported; a window that says nothing is taken as 80 wide. What is piped goes to a pager
    /// as often as not, whose window is that of the messages.
    /// </summary>
    private static int WidthOf(bool redirected, bool isOutput)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns > 0)
        {
            return columns;
        }

        if (redirected && (Console.IsErrorRedirected || !isOutput || !OutputPipe.IsPipe))
        {
            return UnboundedWidth;
        }

        int window = Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        return redirected ? Math.Min(window, UnboundedWidth) : window;
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Dim => new Style(decoration: Decoration.Dim),
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Error => new Style(Color.Red),
        Tone.Hint => new Style(Color.Aqua),
        _ => Style.Plain,
    };
}
