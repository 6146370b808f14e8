namespace Heavytail.Reports;

/// <summary>A part of what people read.</summary>
internal abstract record Block
{
    private Block()
    {
    }

    /// <summary>A heading.</summary>
    /// <param name="Level">1 for the title of a page; parts of it are below.</param>
    /// <param name="Text">The words.</param>
    internal sealed record Heading(int Level, string Text) : Block
    {
        /// <summary>The heading of a model or a table.</summary>
        public const int Main = 3;

        /// <summary>The heading of a section.</summary>
        public const int Section = 4;
    }

    /// <summary>Some sentences.</summary>
    /// <param name="Markdown">The text, escaped where it is not Markdown.</param>
    internal sealed record Paragraph(string Markdown) : Block;

    /// <summary>A list with bullets.</summary>
    /// <param name="Items">The items, escaped where they are not Markdown.</param>
    internal sealed record Bullets(IReadOnlyList<string> Items) : Block;

    /// <summary>A table.</summary>
    /// <param name="Sheet">The cells.</param>
    internal sealed record Table(Sheet Sheet) : Block;
}
