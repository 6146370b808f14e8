using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Heavytail.Benchmarks.Evidence;

namespace Heavytail.Benchmarks.Adapters;

/// <summary>A LoRA adapter of all seven projections of LLaMA-7B, as PEFT saves it, with normal weights.</summary>
internal static class SyntheticAdapter
{
    public const int Blocks = 32;
    public const int Rank = 64;

    private const int Hidden = 4096;
    private const int Inner = 11008;

    /// <summary>
    /// Independent values, of which each factor takes a run: drawing all would take longer than all else.
    /// </summary>
    private const int PoolLength = 1 << 22;

    /// <summary>Names of the projections, with outputs and inputs.</summary>
    public static IReadOnlyList<(string Name, int Out, int In)> Projections { get; } =
    [
        ("self_attn.q_proj", Hidden, Hidden), ("self_attn.k_proj", Hidden, Hidden),
        ("self_attn.v_proj", Hidden, Hidden), ("self_attn.o_proj", Hidden, Hidden),
        ("mlp.gate_proj", Inner, Hidden), ("mlp.up_proj", Inner, Hidden), ("mlp.down_proj", Hidden, Inner),
    ];

    /// <summary>Writes it.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="isBrain">Whether factors are BF16 and not F32.</param>
    public static void Write(string folder, bool isBrain)
    {
        float[] pool = Array.ConvertAll(
            RandomWeights.Normals(new Random(1), PoolLength), value => (float)(0.02 * value));
        var sizes = Sizes().ToArray();
        var header = new StringBuilder("{");
        long offset = 0;
        foreach (var (name, rows, columns) in sizes)
        {
            long end = offset + ((long)rows * columns * (isBrain ? 2 : 4));
            header.Append(
                CultureInfo.InvariantCulture,
                $"{(offset == 0 ? "" : ",")}\"{name}\":{{\"dtype\":\"{(isBrain ? "BF16" : "F32")}\",")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"\"shape\":[{rows},{columns}],\"data_offsets\":[{offset},{end}]}}");
            offset = end;
        }

        byte[] json = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        using (var file = File.Create(Path.Combine(folder, "adapter_model.safetensors")))
        {
            file.Write(BitConverter.GetBytes((long)json.Length));
            file.Write(json);
            for (int k = 0; k < sizes.Length; k++)
            {
                int start = (int)((long)k * 7_368_787 % (PoolLength / 2));
                var values = pool.AsSpan(start, sizes[k].Rows * sizes[k].Columns);
                file.Write(isBrain ? MemoryMarshal.AsBytes(Brain(values)) : MemoryMarshal.AsBytes(values));
            }
        }

        File.WriteAllText(
            Path.Combine(folder, "adapter_config.json"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"peft_type\": \"LORA\", \"r\": {Rank}, \"lora_alpha\": {2 * Rank}}}"));
    }

    private static IEnumerable<(string Name, int Rows, int Columns)> Sizes() =>
        from block in Enumerable.Range(0, Blocks)
        from projection in Projections
        from factor in FactorsOf(projection.Out, projection.In)
        select (
            $"base_model.model.model.layers.{block}.{projection.Name}.lora_{factor.Name}.weight",
            factor.Rows, factor.Columns);

    private static (string Name, int Rows, int Columns)[] FactorsOf(int outputs, int inputs) =>
        [("A", Rank, inputs), ("B", outputs, Rank)];

    private static ReadOnlySpan<ushort> Brain(ReadOnlySpan<float> values)
    {
        ushort[] brain = new ushort[values.Length];
        for (int k = 0; k < brain.Length; k++)
        {
            brain[k] = (ushort)(BitConverter.SingleToUInt32Bits(values[k]) >> 16);
        }

        return brain;
    }
}
