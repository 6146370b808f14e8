using System.Text.RegularExpressions;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Tables, masks and other constants that a network keeps beside its weights. Only the last part of a name decides: a
/// layer's own weight is called <c>weight</c>, whatever the layer is called.
/// </summary>
internal static partial class BufferRules
{
    /// <summary>Longer filters are no filters that resample or blur.</summary>
    private const long LongFilter = 31;

    /// <summary>Longer ones that are only called <c>filter</c> may be TensorFlow's [1, 1, in, out].</summary>
    private const long ShortFilter = 8;

    private static readonly (Regex Name, string What)[] s_names =
    [
        (Mask(), "a mask"),
        (Position(), "a table of positions"),
        (Rotary(), "a table of rotary position embeddings"),
        (Alibi(), "slopes of ALiBi"),
        (Noise(), "a noise map that was drawn once"),
        (Window(), "a window"),
        (FilterBank(), "a fixed filter bank"),
        (Schedule(), "a schedule of diffusion"),
        (Average(), "a running average of a codebook"),
        (Covariance(), "a running statistic of inputs"),
        (Permutation(), "a permutation that was drawn once"),
        (Body(), "a constant of a body model"),
    ];

    private static readonly WordCheck s_results = new(
        StringComparison.Ordinal, "loops", "metrics", "outputs", "features", "embeddings", "pred", "logits", "losses",
        "loss_buffer", "cache");

    private static readonly WordCheck s_whole = new(
        StringComparison.OrdinalIgnoreCase, "stft", "logmel_extractor", "anchor", "blur", "upfirdn", "embed_positions",
        "rope", "rotary_emb", "pos_embeddings", "filter_fn", "rms", "center_loss");

    public static Verdict? Buffer(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        // A graph convolves with a fixed filter bank as with a trained kernel: there too the name says more.
        var name = NameParts.Of(tensor.Name);
        var words = context.BufferWords(name.Last);
        string? what = Kept(tensor, name, context) ?? (
            tensor.Role is not null ? (words.IsFilterBank ? "a fixed filter bank" : null)
            : FourierFrequencies(tensor.Shape, name, context) ?? words.What
            ?? (words.IsAnchors && HasCoordinates(tensor.Shape) ? "anchors" : null)
            ?? (s_whole.MayMatch(tensor.Name) && Whole().IsMatch(tensor.Name)
                ? "a table or filter that is computed, not trained" : null)
            ?? CausalMask(tensor.Shape, name.Last)
            ?? (words.IsGrid ? Grid(tensor, name, context) : null)
            ?? Constant(tensor.Shape, name.Last, words)
            ?? OfShape(tensor.Shape, name));
        return what is null ? null
            : Verdict.Skip(SkipReason.Buffer, $"`{Shown(name.Last)}`: {what}: a constant and no weight");
    }

    /// <summary>Asks all expressions about the last part of a name.</summary>
    public static BufferWords Read(string last) => new(
        s_names.FirstOrDefault(known => known.Name.IsMatch(last)).What,
        FilterBank().IsMatch(last),
        Anchors().IsMatch(last),
        GridName().IsMatch(last),
        Statistic().IsMatch(last));

    /// <summary>What programs keep beside a network: results of runs, and statistics of activations.</summary>
    private static string? Kept(TensorInfo tensor, NameParts name, LayerContext context) =>
        name.Last is "in_sum2" or "counts"
            && context.Find(name.Parent + (name.Last == "counts" ? "in_sum2" : "counts")) is not null
            ? "activations, as llama.cpp's importance matrix sums them"
        : name.Last is not ("weight" or "kernel" or "bias") && s_results.MayMatch(tensor.Name)
            && Results().IsMatch(tensor.Name)
            ? "what a run measured or cached" : null;

    /// <summary>StyleGAN3's frequencies are points of a plane, with phases beside them; RoPE's are not.</summary>
    private static string? FourierFrequencies(TensorShape shape, NameParts name, LayerContext context) =>
        (name.Last == "freqs" && shape.Rank == 2
            && (shape[1] is 2 or 3 || context.Find(name.Parent + "phases") is not null))
        || (name.Last == "phases" && context.Find(name.Parent + "freqs") is not null)
            ? "frequencies or phases of Fourier features" : null;

    /// <summary>GPT-2 calls its mask <c>attn.bias</c>.</summary>
    private static string? CausalMask(TensorShape shape, string last) =>
        last == "bias" && shape.Rank is 3 or 4 && shape.Dimensions[^1] == shape.Dimensions[^2]
            && shape.Dimensions[^1] > 1
            && shape.Dimensions.Take(shape.Rank - 2).All(side => side == 1)
            ? $"a causal mask of {shape.Dimensions[^1]} positions" : null;

    /// <summary>Coordinates have a dimension of two or three; a trained grid of features has not.</summary>
    private static string? Grid(TensorInfo tensor, NameParts name, LayerContext context)
    {
        var shape = tensor.Shape;
        return context.Find(name.Parent + "spline_weight") is not null || context.Find(name.Parent + "coef") is not null
            ? "the knots of splines"
            : shape.Rank <= 5 && HasCoordinates(shape) ? "a grid of coordinates" : null;
    }

    /// <summary>Points of two dimensions or three, boxes of four numbers, or a line.</summary>
    private static bool HasCoordinates(TensorShape shape) =>
        shape.Rank == 1 || shape.Dimensions.Any(side => side is >= 2 and <= 4);

    /// <summary>Mean and deviation of images; filters that blur, of one channel.</summary>
    private static string? Constant(TensorShape shape, string last, BufferWords words) =>
        words.IsStatistic && shape.Rank > 2 && shape.ElementCount <= 16 ? "a statistic of the inputs"
            : shape.Rank < 2 ? null
            : last == "filter" && IsFilter(shape, ShortFilter, channels: shape.Rank == 4 ? 3 : 1)
            ? "a filter that resamples"
            : ResampleName().IsMatch(last) && IsFilter(shape, LongFilter, long.MaxValue) ? "a filter that resamples"
            : BlurName().IsMatch(last) && IsFilter(shape, LongFilter, long.MaxValue)
            ? "a kernel that blurs or finds edges" : null;

    /// <summary>What common words are names of: the shape must say so, too.</summary>
    private static string? OfShape(TensorShape shape, NameParts name)
    {
        (string last, int rank) = (name.Last, shape.Rank);
        if (rank < 2)
        {
            return null;
        }

        bool isSquare = shape.Dimensions[^1] == shape.Dimensions[^2] && shape.Dimensions[^1] > 1;
        bool isOneMap = shape.Dimensions.Take(rank - 2).All(side => side == 1);
        return last is "noise" or "input_noise" && isSquare && isOneMap ? "a noise map that was drawn once"
            : Graph().IsMatch(last) && isSquare && rank <= 3 ? "the adjacency of a graph"
            : Queue().IsMatch(last) && rank == 2 ? "a store of features of other inputs"
            : last == "projection_matrix" && rank == 2
                && (Attention().IsMatch(name.OwnerLast) || shape[0] == (long)(shape[1] * Math.Log(shape[1])))
                ? "random features, as Performer draws them" : null;
    }

    /// <summary>
    /// Filters of images are square, those of sound a line; they have one channel, or the same filter for each.
    /// </summary>
    private static bool IsFilter(TensorShape shape, long longest, long channels)
    {
        (long height, long width) = (shape.Dimensions[^2], shape.Dimensions[^1]);
        long first = shape.Rank > 2 ? shape[0] : 1;
        bool isOneEach = shape.Dimensions.Skip(1).Take(shape.Rank - 3).All(side => side == 1);
        return isOneEach && first <= channels
            && (height == width ? width <= longest : height == 1 && first == 1);
    }

    private static string Shown(string last) => last.Length <= 60 ? last : last[..60] + "…";

    /// <summary>At the top of a checkpoint; a metric that is a network has weights.</summary>
    [GeneratedRegex(
        @"^((loops|metrics)[./].+|((train|val|valid|validation|test|eval)_(outputs|features|embeddings|predictions"
        + @"|preds|logits|losses)|loss_buffer|(embeddings?|features?)_cache)([./]\d+)*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Results();

    [GeneratedRegex(
        @"^((?!w_)(\w*_)?mask(_matrix)?|masked_bias|tril|triu|causal|mask_buffer)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Mask();

    [GeneratedRegex(
        @"^(position_ids|(relative|rel)_?pos(ition)?_?(index|idx|bucket|buckets|ids)|(relative_)?coords_table"
        + @"|attention_bias_idxs|pe|pos_table|\w*sinusoid\w*|pos_enc|pos_encoding|_float_tensor"
        + @"|embed_positions_sin\w*)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Position();

    [GeneratedRegex(
        @"^((\w+_)?inv_freqs?|(\w+_)?(cos|sin)(_cache|_cached|_table|_emb)?|cos_sin_cache"
        + "|(rope_|rotary_)?freqs(_cis|_cos|_sin)?|(rope|rotary)_(cache|cos|sin|table|pos_enc|emb_cache))$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Rotary();

    [GeneratedRegex(
        @"^(alibi(_bias|_slopes|_mask|_tensor)?|slopes)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Alibi();

    [GeneratedRegex(
        @"^(noise_?\d+|noise_const|noise_map|noise_buffer|fixed_noise|const_noise)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Noise();

    [GeneratedRegex(
        @"^(?!\w*pos_?emb)(\w+_)?(hann|hamming|stft|analysis|synthesis|fft|mel)?_?window"
        + "(_fn|_fft|_buffer|_sumsquare)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Window();

    [GeneratedRegex(
        @"^(mel_?(basis|fb|filters?|filter_?bank|matrix|weights?|w)|melw|(\w+_)?fb|fbank|(\w+_)?filter_?banks?"
        + @"|(\w+_)?(forward|inverse|stft|istft|fourier|dft)_basis(_buffer)?"
        + @"|(wsin|wcos|i?d[cf]t(_mat|_matrix|_real|_imag)?)"
        + "|kernel_(sin|cos)(_inv)?|(cqt|gammatone)_kernels?(_real|_imag)?[0-9]*"
        + "|haar(_(weights|matrix|kernels?|filters?|basis))?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FilterBank();

    [GeneratedRegex(
        @"^((\w+_)?anchors?|anchor_(grid|points|boxes|sizes)|cell_anchors|priors?|prior_?boxes|dboxes(_xywh|_ltrb)?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Anchors();

    [GeneratedRegex(
        @"^(betas|sigmas|(sqrt_|log_|sqrt_recip_|sqrt_recipm1_|one_minus_|sqrt_one_minus_|log_one_minus_)?"
        + @"alphas_?(cumprod|bar)(_prev|_next)?|posterior_(variance|log_variance_clipped|mean_coef[12])|lvlb_weights)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Schedule();

    [GeneratedRegex(
        "^_?(ema_?(w|cluster_size|dw)|embed(ding)?_avg|(embed(ding)?|codebook)_ema|cluster_size|cluster_usage)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Average();

    [GeneratedRegex(
        @"^(\w+_)?(grids?|coords?|meshgrid|coordinates|(grid|coords?)_[xyz])$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex GridName();

    [GeneratedRegex(@"^(pixel_|image_|input_|latents_)?(mean|std|shift)$", RegexOptions.CultureInvariant)]
    private static partial Regex Statistic();

    [GeneratedRegex("^running_cov(ar(iance)?s?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Covariance();

    [GeneratedRegex("^perm(utation)?_(mat|matrix)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Permutation();

    /// <summary>SMPL's, FLAME's and their kin's.</summary>
    [GeneratedRegex(
        @"^(lbs_weights|J_regressor\w*|v_template|shapedirs|posedirs|exprdirs)$", RegexOptions.CultureInvariant)]
    private static partial Regex Body();

    [GeneratedRegex("^((resample|up|down)_?filter|lowpass(_filter)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex ResampleName();

    [GeneratedRegex(
        "^((gauss(ian)?|blur|sobel|laplacian|laplace|scharr)_?(kernel|filter|weight|[xy])(_[xy])?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex BlurName();

    [GeneratedRegex(
        "^(adj(acency)?(_mat(rix)?)?|laplacian(_matrix)?|graph_laplacian)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Graph();

    /// <summary>MoCo's, ALBEF's; a bank of features.</summary>
    [GeneratedRegex(
        @"^((image|text|key|feat(ure)?s?|memory|video|audio)_)?queue$|^(memory|feat(ure)?s?)_bank$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Queue();

    [GeneratedRegex("att(entio)?n|performer", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Attention();

    /// <summary>Constants that are called weights: an STFT, Hyena's positions, a blur, GGUF's RoPE.</summary>
    [GeneratedRegex(
        @"(^|[./])((rope|rotary_emb|pos_embeddings)[./]cache|filter_fn[./]pos_emb[./][zt]"
        + @"|stft[./]conv_(real|imag)[./]weight|logmel_extractor[./]melW|cell_anchors[./]\d+"
        + @"|(blur|upfirdn|blurpool)[./](kernel|filt)|embed_positions[./]weights|anchors?[./]\d+"
        + @"|(obs|ret|rew|reward|return|state)_rms[./](mean|var|std)|center_loss[./]centers)$"
        + @"|^rope_(freqs|factors_(long|short))\.weight$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Whole();
}

/// <summary>What the last part of a name says.</summary>
/// <param name="What">The kind of table, mask or filter that has this name only; null if none has.</param>
/// <param name="IsFilterBank">Whether fixed filter banks are called so.</param>
/// <param name="IsAnchors">Whether anchors are called so.</param>
/// <param name="IsGrid">Whether grids of coordinates are called so.</param>
/// <param name="IsStatistic">Whether statistics of inputs are called so.</param>
internal sealed record BufferWords(
    string? What, bool IsFilterBank, bool IsAnchors, bool IsGrid, bool IsStatistic);
