// What:      experts by block as JSON, and the patterns of PEFT's LoraConfig.
// Reference: PEFT 0.20.1.dev: rank_pattern and alpha_pattern of adapter_config.json have names of modules or regular
//            expressions, matched at the end of a name; scaling is alpha/r, which stays the same where both grow.
namespace Heavytail.Plans;

/// <summary>The files of <see cref="ExpertPlan"/>.</summary>
internal static class ExpertFiles
{
    public static IReadOnlyList<PlanFile> Of(
        IReadOnlyList<PlanRow> rows, IReadOnlyList<string> blocks, int[] experts, ExpertOptions options)
    {
        PlanRow[] modules = [.. rows.DistinctBy(row => row.Layer.Module, StringComparer.Ordinal)];
        return
        [
            PlanText.JsonFile("alphalora", "experts and top-k by block, as AlphaLoRA's scripts print them", json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("expert_number");
                foreach (int number in experts)
                {
                    json.WriteNumberValue(number);
                }

                json.WriteEndArray();
                json.WriteStartArray("top_k");
                foreach (int number in experts)
                {
                    json.WriteNumberValue(ExpertPlan.TopK(number));
                }

                json.WriteEndArray();
                json.WriteStartArray("blocks");
                foreach (string block in blocks)
                {
                    json.WriteStringValue(block);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }),
            PlanText.JsonFile("peft", "fields of PEFT's adapter_config.json, all experts of a module as one", json =>
            {
                json.WriteStartObject();
                json.WriteNumber("r", options.Rank);
                json.WriteNumber("lora_alpha", options.LoraAlpha);
                Pattern("rank_pattern", options.Rank);
                Pattern("alpha_pattern", options.LoraAlpha);
                json.WriteEndObject();

                void Pattern(string name, int one)
                {
                    json.WriteStartObject(name);
                    foreach (var row in modules)
                    {
                        json.WriteNumber(PlanText.Literal(row.Layer.Module), one * (int)row.Allocation);
                    }

                    json.WriteEndObject();
                }
            }),
        ];
    }
}
