// What:      Spectrum's YAML, axolotl's JSON and configuration, ms-swift's regular expression.
// Reference: spectrum.py for the YAML, to the byte. axolotl.integrations.spectrum (read 2026) looks for
//            ./model_snr_results/snr_results_{slug}.json, flat, with `/` and `_` of the model's name as `-`; an unset
//            spectrum_top_fraction means 50, a fraction, so that all is trained. ms-swift (read 2026) matches
//            --trainable_parameters_regex against names of parameters.
using System.Text;

namespace Heavytail.Plans;

/// <summary>The files of <see cref="UnfreezePlan"/>.</summary>
internal static class UnfreezeFiles
{
    /// <summary>What Spectrum trains whatever its score.</summary>
    public static IReadOnlyList<string> Always { get; } = ["lm_head", "model.embed_tokens"];

    /// <param name="rows">All layers.</param>
    /// <param name="top">Those that their scores choose.</param>
    /// <param name="options">The share and the name of the model.</param>
    public static IReadOnlyList<PlanFile> Of(
        IReadOnlyList<PlanRow> rows, IReadOnlyList<PlanRow> top, UnfreezeOptions options) =>
    [
        PlanText.File("spectrum", ".yaml", "Spectrum's unfrozen_parameters, which axolotl reads too", Yaml(rows, top)),
        Json(rows, options),
        PlanText.File(
            "axolotl-config", ".yml", "lines of axolotl's configuration, with the file of `axolotl`", Config(options)),
        PlanText.File(
            "ms-swift", ".txt",
            "`--tuner_type full --freeze_parameters_ratio 1 --trainable_parameters_regex \"$(cat FILE)\"`",
            Regex(top)),
    ];

    private static string Yaml(IReadOnlyList<PlanRow> rows, IReadOnlyList<PlanRow> top)
    {
        var text = new StringBuilder("unfrozen_parameters:\n");
        foreach (string always in Always)
        {
            text.Append("- ^").Append(always).Append(".weight$\n");
        }

        foreach (var type in rows.GroupBy(row => row.Layer.Type, StringComparer.Ordinal))
        {
            text.Append("# ").Append(OneLine(type.Key)).Append(" layers\n");
            foreach (string module in Modules(top.Where(row => row.Layer.Type == type.Key)))
            {
                text.Append("- ").Append(IsPlain(module) ? module : PlanText.Quoted(module)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static PlanFile Json(IReadOnlyList<PlanRow> rows, UnfreezeOptions options) => PlanText.JsonFile(
        "axolotl",
        $"axolotl's Spectrum plugin, as model_snr_results/snr_results_{Slug(options.ModelName)}.json",
        json =>
        {
            json.WriteStartObject();
            foreach (var group in rows.GroupBy(row => row.Layer.Module, StringComparer.Ordinal))
            {
                double score = group.Max(row => row.Layer.Score ?? double.NegativeInfinity);
                json.WriteStartObject(group.Key);
                json.WritePropertyName("snr");
                json.WriteRawValue(Token(score), skipInputValidation: true);
                json.WriteString("type", group.First().Layer.Type);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });

    /// <summary>Python's json reads and writes these tokens.</summary>
    private static string Token(double score) => score switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => PlanText.Exact(score),
    };

    private static string Config(UnfreezeOptions options) =>
        "plugins:\n- axolotl.integrations.spectrum.SpectrumPlugin\n"
            + $"spectrum_top_fraction: {PlanText.Exact(options.Percent / 100)}\n"
            + $"spectrum_model_name: {PlanText.Quoted(options.ModelName)}\n";

    private static string Regex(IReadOnlyList<PlanRow> top)
    {
        string names = string.Join('|', Always.Concat(Modules(top)).Distinct().Select(PlanText.Literal));
        return $@"^(?:{names})(?:\.weight|\.bias)?$" + "\n";
    }

    private static IEnumerable<string> Modules(IEnumerable<PlanRow> rows) =>
        rows.Select(row => row.Layer.Module).Distinct();

    private static string Slug(string name) =>
        name.Replace('/', '-').Replace('_', '-');

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>Whether a name stands in YAML without quotes, as names of modules do.</summary>
    private static bool IsPlain(string name) => name.Length > 0 && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
