using System.CommandLine;
using System.Text;
using Heavytail.Cli.Options;
using Heavytail.Cli.Plots;

namespace Heavytail.Cli.Output;

/// <summary>Where results go: standard output, the files of <c>--output</c>, that of eigenvalues.</summary>
internal sealed class Destinations : IDisposable
{
    private readonly Terminal _results;
    private readonly Func<bool, bool> _neutralizesFormulas;
    private readonly OutputFiles _files;

    /// <param name="parsed">The command line.</param>
    /// <param name="output">The options that name the files.</param>
    /// <param name="results">Standard output.</param>
    /// <exception cref="UsageException">A file of <c>--output</c> cannot be written.</exception>
    public Destinations(ParseResult parsed, OutputOptions output, Terminal results)
    {
        _results = results;
        Format = output.Format(parsed);
        _neutralizesFormulas = isWindow => output.NeutralizesFormulas(parsed, isWindow);
        _files = OutputFiles.Create(output.Files(parsed), output.Extensions);
        if (Format.IsBinary && !_files.Formats.Contains(Format))
        {
            _files.Dispose();
            throw new UsageException(
                $"`--format {Format.Name}`: standard output is text", $"use `--output FILE{Format.Extension}`");
        }
    }

    /// <summary>The format of standard output.</summary>
    public OutputFormat Format { get; }

    /// <summary>The formats that will be written, that of standard output first.</summary>
    public IReadOnlyList<OutputFormat> Formats => [Format, .. _files.Formats];

    /// <summary>Whether results go to files too.</summary>
    public bool HasFiles => All.Any();

    /// <summary>Whether formulas in CSV on standard output become text.</summary>
    public bool NeutralizesFormulas => _neutralizesFormulas(_results.IsWindow);

    /// <summary>Writes a result as a page; null where the command has none.</summary>
    public Action<Document, Stream>? Page { get; set; }

    /// <summary>The file of eigenvalues; null for none.</summary>
    public SpectraFile? Spectra { get; private set; }

    /// <summary>The folder of figures; null for none.</summary>
    public PlotFolder? Plots { get; set; }

    /// <summary>The folder of figures of the result, and what they are; null for none.</summary>
    public (FigureFolder Folder, Func<Document, IEnumerable<Figure>> Draw)? Figures { get; set; }

    /// <summary>All files that will be written, as they were given: <c>`--output r.json`</c>.</summary>
    public IReadOnlyList<string> Labels => [.. All.Select(file => file.Label)];

    private IEnumerable<AtomicFile> All => Spectra is null ? _files.Files : _files.Files.Append(Spectra.File);

    /// <summary>From here on, analyses also write the eigenvalues of their layers to a file.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="UsageException">The file cannot be written, or is one of <c>--output</c>.</exception>
    public void WriteSpectra(string? path)
    {
        Spectra = path is null ? null : SpectraFile.Create(path, _neutralizesFormulas(false));
        if (Spectra is not null
            && _files.Files.FirstOrDefault(file => RealPath.Comparer.Equals(file.Path, Spectra.File.Path)) is not null)
        {
            throw new UsageException($"{Spectra.File.Label} is also the file of `--output`");
        }
    }

    /// <summary>Refuses to write what is read.</summary>
    /// <param name="inputs">Files that the command reads.</param>
    /// <exception cref="UsageException">One of them is an output, under this name or another.</exception>
    public void Keep(IEnumerable<string> inputs)
    {
        var outputs = All.ToArray();
        foreach (string input in outputs.Length == 0 ? [] : inputs)
        {
            string path = RealPath.Of(input);
            if (outputs.FirstOrDefault(output => RealPath.Comparer.Equals(output.Path, path)) is { } output)
            {
                throw new UsageException(
                    $"{output.Label} is an input, `{input}`, and would be overwritten", "choose another file");
            }
        }
    }

    /// <summary>
    /// Refuses to write a shard of a later model before an earlier one is analyzed. Only a file that exists can be one.
    /// </summary>
    /// <exception cref="UsageException">A shard is an output.</exception>
    public void KeepShards(IReadOnlyList<string> paths)
    {
        if (paths.Count < 2 || !All.Any(output => File.Exists(output.Path)))
        {
            return;
        }

        foreach (string path in paths)
        {
            try
            {
                using var checkpoint = Checkpoint.Open(path);
                Keep(checkpoint.OpenedPaths);
            }
            catch (Exception e) when (e is not (UsageException or OperationCanceledException))
            {
                // Whoever reads the model reports it.
            }
        }
    }

    /// <summary>Writes the files, each of them whole or not at all.</summary>
    /// <param name="document">The result.</param>
    /// <param name="table">Writes it as a table for people.</param>
    /// <param name="fail">Receives the error of a file; the others are written.</param>
    /// <param name="left">Told of the files that are still to write.</param>
    public void WriteFiles(
        Document document, Action<Terminal> table, Action<UsageException> fail, Action<IReadOnlyList<string>> left)
    {
        Spectra?.Complete(fail);
        Plots?.Complete(fail);
        if (Figures is var (folder, figures))
        {
            folder.Write(figures(document));
            folder.Complete(fail);
        }

        left([.. _files.Files.Select(file => file.Label)]);
        _files.Write((format, stream) => Write(document, table, format, stream), fail, () => left([]));
    }

    /// <summary>Writes the result to standard output.</summary>
    public void WriteOutput(Document document, Action<Terminal> table) => Write(document, table, Format, _results);

    public void Dispose()
    {
        _files.Dispose();
        Spectra?.Dispose();
    }

    private void Write(Document document, Action<Terminal> table, OutputFormat format, Stream stream)
    {
        if (format.IsPage)
        {
            Page!(document, stream);
            return;
        }

        if (format.IsBinary)
        {
            document.WriteParquet(stream);
            return;
        }

        using var writer = new StreamWriter(stream, new UTF8Encoding(false));
        Write(document, table, format, Terminal.Plain(writer));
    }

    private void Write(Document document, Action<Terminal> table, OutputFormat format, Terminal terminal)
    {
        if (format.Document is DocumentFormat known)
        {
            document.Write(known, terminal.Writer, _neutralizesFormulas(terminal.IsWindow));
        }
        else if (format.Findings is FindingFormat findings)
        {
            ((CheckDocument)document).Write(findings, terminal.Writer);
        }
        else if (!format.IsBinary)
        {
            table(terminal);
        }

        terminal.Writer.Flush();
    }
}
