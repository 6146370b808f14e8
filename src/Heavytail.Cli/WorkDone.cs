using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli;

/// <summary>How far the work is, for the line that an interrupted run ends with.</summary>
internal sealed class WorkDone : IAnalysisObserver
{
    private readonly Lock _gate = new();
    private string _file = "";
    private int _filesDone;
    private int? _files;
    private int _layersDone;
    private int _layers;
    private IReadOnlyList<string> _unwritten = [];

    /// <summary>Files that the run is to write, as long as it has not begun to.</summary>
    /// <param name="labels">The files as they were given: <c>`--output r.json`</c>.</param>
    public void ToWrite(IReadOnlyList<string> labels)
    {
        lock (_gate)
        {
            _unwritten = labels;
        }
    }

    /// <summary>A file begins.</summary>
    /// <param name="done">Number of files before it.</param>
    /// <param name="total">Number of files; null where it is not known.</param>
    /// <param name="path">The file.</param>
    public void NextFile(int done, int? total, string path)
    {
        lock (_gate)
        {
            (_filesDone, _files, _file) = (done, total, path);
            (_layersDone, _layers) = (0, 0);
        }
    }

    public void Started(string path, LayerInventory inventory)
    {
        lock (_gate)
        {
            _layers = inventory.Layers.Count;
        }
    }

    public void LayerDone(LayerResult result)
    {
        lock (_gate)
        {
            _layersDone++;
        }
    }

    /// <summary>The line: <c>interrupted after 12 of 40 layers</c>.</summary>
    public string Interrupted()
    {
        lock (_gate)
        {
            string layers = _layers == 0 ? "" : Of(_layersDone, _layers, "layers");
            string files = _files == 1 || _file.Length == 0 ? ""
                : _files is int all ? Of(_filesDone, all, "files")
                : string.Create(CultureInfo.InvariantCulture, $"{_filesDone} files");
            string after = (files, layers) switch
            {
                ("", "") => "interrupted",
                ("", _) => $"interrupted after {layers}",
                (_, "") => $"interrupted after {files}",
                _ => $"interrupted after {files} and {layers} of `{Printable.Text(_file)}`",
            };
            string labels = Printable.Text(string.Join(", ", _unwritten));
            return _unwritten.Count == 0 ? after
                : $"{after}; {labels} {(_unwritten.Count == 1 ? "is" : "are")} not written "
                    + "(`-f jsonl > FILE` writes each model when it is done)";
        }
    }

    private static string Of(int done, int all, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{done} of {all} {what}");
}
