"""The rows of the tool under ``--compat weightwatcher`` → the columns of WeightWatcher's data frame."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional

from .._tables import Row

LEADING = ("layer_id", "name")

#: Of every analysis, the same in both programs.
_SAME = (
    "D", "M", "N", "Q", "alpha", "alpha_weighted", "entropy", "lambda_max", "log_alpha_norm", "log_norm",
    "log_spectral_norm", "matrix_rank", "norm", "num_evals", "num_pl_spikes", "rank_loss", "rf", "sigma",
    "spectral_norm", "stable_rank", "sv_max", "sv_min", "warning", "weak_rank_loss", "xmax", "xmin",
)  # fmt: skip

_OF_MP_FIT = ("bulk_max", "bulk_min", "mp_softrank", "num_spikes", "sigma_mp")

_OF_RANDOMIZE = (
    "max_rand_eval", "rand_distance", "rand_mp_softrank", "rand_num_spikes", "rand_sigma_mp", "ww_maxdist",
    "ww_softrank",
)  # fmt: skip

_OF_DESCRIBE = ("M", "N", "Q", "num_evals", "rf")


def details(row: Row, mp_fit: bool, randomize: bool, detx: bool, erg: bool = False) -> Row:
    """A row of ``analyze()``. Columns behind the first two are in the order of ASCII, as WeightWatcher's are."""
    made: Dict[str, Any] = {name: row.get(name) for name in _SAME}
    made["layer_type"], made["longname"], made["has_esd"] = row["layer_type"], row["longname"], True
    made["status"] = "success" if row["status"] == "success" else "failed"
    made["warning"] = row.get("warning") or ""
    _restore_infinities(made)
    if mp_fit:
        made.update({name: row.get(name) for name in _OF_MP_FIT}, W_scale=_scale(made))
    if randomize:
        made.update({name: row.get(name) for name in _OF_RANDOMIZE}, rand_W_scale=_scale(made))
        made["rand_bulk_min"], made["rand_bulk_max"] = _random_bulk(made)
        made["rand_num_spikes"] = None if row["rand_num_spikes"] is None else int(row["rand_num_spikes"])
    if detx:
        made["detX_num"], made["detX_val"] = row.get("detX_num"), row.get("detX_val")
        # The names are WeightWatcher's: the second one is in the units of eigenvalues of mean 1.
        value, scale = row.get("detX_val"), _scale(made)
        made["detX_val_unrescaled"] = None if value is None or scale is None else value * scale**2
    if erg:  # WeightWatcher has had these since 0.8
        spikes, tail = row.get("detX_num"), made["num_pl_spikes"] if made["status"] == "success" else None
        made["num_ERG_spikes"] = spikes
        made["ERG_gap"] = None if spikes is None or tail is None else spikes - tail
    return _ordered(row, made)


def description(row: Row) -> Row:
    """A row of ``describe()``."""
    made = {name: row.get(name) for name in (*_OF_DESCRIBE, "layer_type", "longname")}
    return _ordered(row, made)


def _ordered(row: Row, made: Dict[str, Any]) -> Row:
    return {"layer_id": row["layer_id"], "name": row["name"], **{name: made[name] for name in sorted(made)}}


def _restore_infinities(made: Dict[str, Any]) -> None:
    """JSON has no infinities; WeightWatcher has −∞ for the logarithm of zero, and ∞ for equal eigenvalues."""
    for name, of in (("log_norm", "norm"), ("log_spectral_norm", "spectral_norm")):
        if made[name] is None and made[of] == 0:
            made[name] = -math.inf
    if made["alpha"] is None and made["status"] == "success":
        made["alpha"] = made["sigma"] = math.inf
        log = made["log_spectral_norm"]
        made["alpha_weighted"] = None if log is None else math.nan if log == 0 else math.copysign(math.inf, log)


def _scale(made: Dict[str, Any]) -> Optional[float]:
    """√(n / Σλ): what eigenvalues are multiplied by, twice, to have the mean 1. A permutation does not change it."""
    norm, count = made["norm"], made["num_evals"]
    return math.sqrt(count / norm) if norm else None


def _random_bulk(made: Dict[str, Any]) -> List[Optional[float]]:
    """Where the law of Marchenko and Pastur begins and ends, of the permuted layer."""
    sigma, scale, q = made["rand_sigma_mp"], made["rand_W_scale"], made["Q"]
    if sigma is None or scale is None or sigma == -1:
        return [sigma, sigma]
    return [(sigma * (1 + side / math.sqrt(q))) ** 2 / scale**2 for side in (-1, 1)]
