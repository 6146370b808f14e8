"""How well rules of `rank` order published families: the table of docs/trend.md.

/usr/bin/python3 rank_rules.py

Kendall's tau-b of each rule with the reported errors, mean and standard deviation over families with four models or
more of nature2021-osmr.csv (in_published_27 = 1), and over the parts of them that `rank` accepts without `--force`:
the same kinds and shapes of layers, in other numbers. Then pairs of one architecture: how often the rule has the one
with the smaller error first.
"""
import csv
import itertools
import math
import os
import statistics

HERE = os.path.dirname(os.path.abspath(__file__))
SCALE = ["log_norm", "log_spectral_norm", "alpha_weighted", "log_alpha_norm"]
ROUNDING = 1e-9


def sign(value):
    return 0 if abs(value) <= ROUNDING else 1 if value > 0 else -1


def ranks(values):
    return [1 + sum(sign(v - w) > 0 for w in values) + (sum(sign(v - w) == 0 for w in values) - 1) / 2 for v in values]


def mean(votes):
    return [statistics.fmean(vote) for vote in zip(*votes)]


def tau_b(x, y):
    pairs = [(sign(x[i] - x[j]), sign(y[i] - y[j])) for i in range(len(x)) for j in range(i)]
    untied = [sum(a != 0 for a, _ in pairs), sum(b != 0 for _, b in pairs)]
    return sum(a * b for a, b in pairs) / (untied[0] * untied[1]) ** 0.5 if all(untied) else 0


def rules(models):
    # A metric that some model lacks does not vote, as in `rank`.
    values = {m: [float(model[m] or "nan") for model in models] for m in SCALE + ["alpha"]}
    by = {m: ranks(own) for m, own in values.items() if all(map(math.isfinite, own))}
    scale = mean([by[m] for m in SCALE if m in by])
    return {
        "shape alone": by["alpha"],
        "one vote of shape, one of scale": mean([scale, by["alpha"]]),
        "scale alone": scale,
        "five votes": mean(list(by.values())),
    }


def table(title, families):
    taus = {}
    for models in families:
        for rule, order in rules(models).items():
            taus.setdefault(rule, []).append(tau_b(order, [float(model["error"]) for model in models]))
    print(title)
    for rule, values in taus.items():
        print(f"  {rule:34} n {len(values)}  {statistics.fmean(values):.2f} ± {statistics.stdev(values):.2f}"
              f"  above 0: {sum(value > 0 for value in values)}")


def pairs(groups):
    right, tied = {}, {}
    count = 0
    for first, second in (pair for group in groups for pair in itertools.combinations(group, 2)):
        count += 1
        for rule, order in rules([first, second]).items():
            product = sign(order[0] - order[1]) * sign(float(first["error"]) - float(second["error"]))
            right[rule] = right.get(rule, 0) + (product > 0)
            tied[rule] = tied.get(rule, 0) + (product == 0)
    print("pairs of one architecture")
    for rule, number in right.items():
        print(f"  {rule:34} {number} of {count} right, {tied[rule]} tied")


with open(os.path.join(HERE, "../../../data/corpus/nature2021-osmr.csv"), encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
by_name = {row["model"]: row for row in rows}


def named(*names):
    return [by_name[name] for name in names if name in by_name]


published = {}
for row in rows:
    if row["in_published_27"] == "1":
        published.setdefault(row["family"], []).append(row)
parts = [
    named("resnet10", "resnet12", "resnet14", "resnet16", "resnet18", "resnet26", "resnet34"),
    named("resnetbc14b", "resnetbc26b", "resnetbc38b", "resnet50", "resnet50b", "resnet101", "resnet101b", "resnet152",
          "resnet152b"),
    named("preresnet10", "preresnet12", "preresnet14", "preresnet16", "preresnet18", "preresnet26", "preresnet34"),
    named("preresnetbc14b", "preresnetbc26b", "preresnetbc38b", "preresnet50"),
    named(*(f"{kind}{depth}{b}" for kind in ("vgg", "bn_vgg") for depth in (13, 16, 19) for b in ("", "b"))),
    *(named(*(f"{kind}{depth}_cub" for depth in (10, 12, 14, 16, 18))) for kind in ("resnet", "seresnet")),
]
for data in ("cifar10", "cifar100", "svhn"):
    parts += [
        named(*(f"resnet{depth}_{data}" for depth in (20, 56, 110, 1202))),
        named(*(f"resnet{depth}_{data}" for depth in ("164bn", "272bn", "542bn", "1001"))),
        *(named(*(f"{kind}{depth}_{data}" for depth in (20, 56, 110)))
          for kind in ("seresnet", "diaresnet", "diapreresnet")),
        named(*(f"ror3_{depth}_{data}" for depth in (56, 110, 164))),
    ]
same = [
    *(named(f"vgg{depth}", f"bn_vgg{depth}", f"bn_vgg{depth}b") for depth in (11, 13, 16, 19)),
    *(named(f"resnet{depth}", f"resnet{depth}b") for depth in (50, 101, 152)),
    *(named(*(f"efficientnet_b{i}{kind}" for kind in ("", "b", "c"))) for i in range(8)),
    *(named(f"wrn20_10_1bit_{data}", f"wrn20_10_32bit_{data}") for data in ("cifar10", "cifar100", "svhn")),
]
table("families of arXiv 2002.06716", list(published.values()))
table("parts with equal shapes of layers, several depths", [part for part in parts if len(part) > 2])
pairs(same)
