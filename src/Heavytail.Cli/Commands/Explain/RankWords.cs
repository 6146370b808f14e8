namespace Heavytail.Cli.Commands.Explain;

/// <summary>Words and columns of tables of <c>rank</c>.</summary>
internal static class RankWords
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        new(
            "consensus",
            "order by the votes together",
            "The mean of a model's ranks over the votes: one for each metric of shape, and one for those of scale "
                + "together where models differ in the number of layers. Models of the same layers are ordered by "
                + "shape alone.",
            "Trust it where shape and scale agree: see Kendall's W, places and first in."),
        new(
            "shape and scale",
            "what one factor on all weights changes",
            "Norms and metrics made of them, alpha_weighted too, grow with a factor on all weights, which changes no "
                + "quality: they are scale, and one vote at most. Alpha does not change: it is shape.",
            "A model that is first by scale alone may only be scaled, or trained for a shorter time."),
        new(
            "scale_rank",
            "rank by scale",
            "The rank of the model by the metrics of scale together; by scale in tables.",
            "Among models of the same layers it is not an order of quality."),
        new(
            "unplaced",
            "why a model has no place",
            "It looks untrained: four fifths of its layers have no eigenvalue, and no entropy, that noise of their "
                + "shapes would not have. It takes part in no rank of another, and no score is predicted for it.",
            "Find out why: the wrong file, an export that failed, frozen layers."),
        new(
            "draws",
            "repetitions with other layers",
            "1000 times, as many layers as there are are drawn with replacement and the models ranked anew: a "
                + "bootstrap. It shows how far places depend on single layers.",
            "See places and first in, which come from it."),
        new(
            "place",
            "place in the consensus",
            "The order by the votes; 1 has the smallest values, and should test best among models of one family that "
                + "were trained to the end. Means that are equal to rounding share a place. Models with layers left "
                + "out come last; one that looks untrained has none.",
            "Read it with places and first in: models whose places overlap cannot be told apart."),
        new(
            "places",
            "places in most draws",
            "The range of a model's places in 90 % of draws of layers; place_low and place_high in CSV. Models that "
                + "tie in a draw share the mean of their places: two that tie for 7 and 8 are at 7.5.",
            "Models whose ranges overlap cannot be told apart: test them."),
        new(
            "first in",
            "share of draws with this model first",
            "Layers are drawn with replacement, and models ranked anew, 1000 times; first_share in CSV, "
                + "from 0 to 1.",
            "Below 95 %, the first place depends on a few layers."),
        new(
            "mean_rank",
            "mean of the ranks over votes",
            "The mean of the columns rank_… over the votes: what models are ordered by.",
            "Small differences mean that the votes disagree."),
        new(
            "rank_…",
            "rank by one metric",
            "The rank of the model by that metric, 1 for the smallest value; ties share a mean rank. "
                + "Tables have it in parentheses.",
            "Where one metric disagrees, notes often say why."),
        new(
            "remark",
            "what keeps a place from saying anything",
            "Layers left out (NaN, infinite, out of range, unreadable), layers that look random, a copy of another "
                + "model but for scale, a checkpoint of one run with others, or what would speak against the model if "
                + "it were first among those without a remark.",
            "The notes below the table have the evidence and the next step."),
        new(
            "Kendall's W",
            "agreement of shape and scale",
            "1 where all votes order the models alike; 0.5 where two have nothing in common, 0 where they are "
                + "reversed; agreement in JSON.",
            "Below about 0.5 scale speaks against shape. A high W proves little: both come from the same spectra."),
        new(
            "clear",
            "whether the first place is clear",
            "In JSON: whether metrics, draws and lead_p all support the model that is first.",
            "Where it is false, choose by a test."),
        new(
            "lead_p",
            "how likely chance is to give such a lead",
            "How often a model leads so far where the layers of all models are exchanged at random, "
                + "position by position.",
            "Above 0.05 the lead may be chance. Below, it shows a difference, not that the first model "
                + "tests better."),
        new(
            "jackknife",
            "interval of a predicted score",
            "Jackknife+: the interval holds the score of a new model of the family with the stated share,"
                + " whatever the distribution of errors.",
            "A wide interval says that the family does not predict the score; so does a LOO R2 below 0."),
        new(
            "predicted_…",
            "predicted score",
            "The score that the line through the reference family gives to the model; predicted_low and "
                + "predicted_high are the ends of its interval, predicted_confidence its share.",
            "Ignore it where LOO R2 is below 0: the mean of the family predicts better. Where the metric of a model is "
                + "outside the family's, it is refused: see prediction_note."),
        new(
            "prediction_note",
            "why there is no predicted score",
            "The model looks untrained, or its metric is outside the family's, where a line says nothing; or the "
                + "prediction rests on fewer layers than those of the family have.",
            "Extend the reference by models whose scores are known; slope and intercept in JSON are those of the "
                + "line."),
    ];
}
