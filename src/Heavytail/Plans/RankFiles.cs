// What:      ranks as the patterns of PEFT's LoraConfig.
// Formula:   α' = α·r'/r, or with rsLoRA α·√(r'/r), so that the scale of ΔW stays as it is; α' = r' for a layer that is
//            no change of an adapter.
// Reference: PEFT 0.20.1.dev: rank_pattern and alpha_pattern of adapter_config.json.
using System.Text.Json;

namespace Heavytail.Plans;

/// <summary>The files of <see cref="RankPlan"/> for other tools.</summary>
internal static class RankFiles
{
    /// <summary>Ranks and alphas by module; a stack of experts has the largest rank of its experts.</summary>
    public static PlanFile Peft(IReadOnlyList<PlanRow> rows)
    {
        // Beside changes, an adapter may hold whole modules, which have no rank.
        bool isAdapter = rows.Any(row => row.Layer.Factors is not null);
        var modules = rows.Where(row => !isAdapter || row.Layer.Factors is not null)
            .GroupBy(row => row.Layer.Module, StringComparer.Ordinal).Select(group =>
            {
                double rank = group.Max(row => Math.Ceiling(row.Allocation / row.Layer.Slices));
                double alpha = group.First().Layer.Factors?.AlphaAt(rank) ?? rank;
                return (Name: PlanText.Literal(group.Key), Rank: rank, Alpha: alpha);
            }).ToList();
        return PlanText.JsonFile("peft", "fields of PEFT's adapter_config.json", json =>
        {
            json.WriteStartObject();
            if (rows.Any(row => row.Layer.Factors?.IsRankStabilized == true))
            {
                json.WriteBoolean("use_rslora", true);
            }

            json.WriteStartObject("rank_pattern");
            foreach (var (name, rank, _) in modules)
            {
                json.WriteNumber(name, (long)rank);
            }

            json.WriteEndObject();
            json.WriteStartObject("alpha_pattern");
            foreach (var (name, _, alpha) in modules)
            {
                Write(json, name, alpha);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>PEFT's α is a whole number where it can be.</summary>
    private static void Write(Utf8JsonWriter json, string name, double alpha)
    {
        double whole = Math.Round(alpha);
        if (Math.Abs(alpha - whole) <= 1e-9 * whole)
        {
            json.WriteNumber(name, (long)whole);
        }
        else
        {
            json.WriteNumber(name, alpha);
        }
    }
}
