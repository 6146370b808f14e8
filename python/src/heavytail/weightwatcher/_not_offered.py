"""What WeightWatcher has and this package has not, and what to do instead."""

from __future__ import annotations

from typing import Any, Dict

from .._errors import NotOfferedError


class MissingCall(NotOfferedError, AttributeError):
    """``hasattr`` is false for it, as code that asks for a version expects."""


class MissingModule(NotOfferedError, ImportError):
    """``from weightwatcher import …`` fails with it, in words that say what to do."""


#: Options of ``analyze`` and ``describe``, and the values under which they change nothing.
DEFAULTS: Dict[str, Any] = {
    "ww2x": (False,),
    "pool": (True,),
    "conv2d_norm": (True,),
    "conv2d_fft": (False,),
    "fft": (False,),
    "deltas": (False,),
    "intra": (False,),
    "vectors": (False,),
    "channels": (None,),
    "stacked": (False,),
    "fix_fingers": (False, None),
    "xmin_max": (None,),
    "max_fingers": None,
    "finger_thresh": None,
    "fit": ("PL", "power_law"),
    "sparsify": None,
    "xmax": (None,),
    "peft": (False,),
    "inverse": (False,),
}

#: What to do instead of an option.
OPTIONS: Dict[str, str] = {
    "ww2x": 'heavytail.analyze(model, matrices="slices") has a row for each slice, without WeightWatcher\'s quirks',
    "pool": 'heavytail.analyze(model, matrices="slices") has a row for each slice, without WeightWatcher\'s quirks',
    "conv2d_norm": "alpha does not depend on it; eigenvalues without it are those of get_ESD",
    "conv2d_fft": 'WeightWatcher fails too; heavytail.analyze(model, matrices="operator", image="32x32") has its aim',
    "fft": 'WeightWatcher fails too; heavytail.analyze(model, matrices="operator", image="32x32") has its aim',
    "deltas": 'heavytail.analyze(model).plot(layer, kind="spacings") draws ratios of gaps',
    "intra": 'heavytail.analyze(model, matrices="products") analyzes products of consecutive layers',
    "vectors": 'heavytail.analyze(model, measure=["vectors"]) says how localized singular vectors are',
    "channels": "the layout of a convolution follows from its shape and its file",
    "stacked": 'heavytail.analyze(model, matrices="stacked") stacks all layers',
    "fix_fingers": 'heavytail.analyze(model, measure=["tails"]) has alpha_clipped and alpha_peak',
    "xmin_max": 'heavytail.analyze(model, measure=["tails"]) has alpha_peak',
    "fit": 'heavytail.analyze(model, measure=["tails"]) has the power law with cutoff as etpl_alpha and etpl_lambda',
    "xmax": 'heavytail.analyze(model, measure=["tails"]) has alpha_clipped and tpl_alpha',
    "peft": "heavytail.analyze(folder_of_adapter, base=model) analyzes W + ΔW; without base, ΔW",
    "inverse": "heavytail.analyze(model, inverse=True) analyzes 1/λ",
    "random": 'heavytail.analyze(model, randomize=True).plot(layer, kind="null") shows the permuted layer',
    "max_N": "heavytail.analyze(model) has no limit of N",
}

#: What to do instead of a call.
CALLS: Dict[str, str] = {
    "SVDSmoothing": "`heavytail surgery smooth MODEL -o NEW` writes the smoothed weights as a new file",
    "SVDSharpness": "`heavytail surgery traps MODEL -o NEW` removes traps by their cause, into a new file",
    "analyze_vectors": 'heavytail.analyze(model, measure=["vectors"]); WeightWatcher\'s own always fails',
    "vector_metrics": 'heavytail.analyze(model, measure=["vectors"])',
    "analyze_traps": "heavytail.analyze(model) has num_traps, trap_cause, trap_at and trap_excess",
    "remove_traps": "`heavytail surgery traps MODEL -o NEW` removes traps by their cause, into a new file",
    "analyze_bulk_modes": "heavytail.analyze(model) has sigma_mp, bulk_min, bulk_max and bulk_ks",
    "remove_modes": "`heavytail surgery low-rank MODEL -o NEW --rank K` keeps the top singular values, in a new file",
    "randomize_model": "heavytail.analyze(model, randomize=True) compares each layer with itself in random order",
    "analyze_weights": "heavytail.analyze(model) has the kurtosis of the weights",
    "same_models": "heavytail.compare(base, other) says which layers are equal",
    "model_deltas": "heavytail.compare(base, other, delta=True)",
    "describe_pytorch_bins": "heavytail.describe(folder) reads shards",
    "analyze_pytorch_bins": "heavytail.analyze(folder) reads shards",
    "extract_pytorch_bins": "heavytail.analyze(folder) reads shards as they are",
    "combined_eigenvalues": "heavytail.analyze(model).spectrum(layer)",
    "random_eigenvalues": 'heavytail.analyze(model, randomize=True).plot(layer, kind="null")',
    "fit_powerlaw": "heavytail.analyze(model) has the fit of each layer",
    "mp_fit": "heavytail.analyze(model) has sigma_mp, bulk_min and bulk_max of each layer",
    "matrix_distance": "heavytail.compare(base, other)",
    "make_layer_iterator": "heavytail.describe(model) lists layers",
}

#: What to do instead of a module.
MODULES: Dict[str, str] = {
    "RMT_Util": "heavytail.analyze(model) has sigma_mp, bulk_min, bulk_max, num_traps and the norms of each layer",
    "WW_powerlaw": "heavytail.analyze(model) has alpha, xmin, D, sigma and the interval of alpha of each layer",
    "constants": "column names and types of layers are strings; LAYER_TYPE is here",
}


def check(options: Dict[str, Any], instead: Dict[str, str]) -> None:
    """Refuses options that would change a result and that are not offered, with what to do instead."""
    for name, value in options.items():
        if name not in DEFAULTS:
            raise TypeError(f"WeightWatcher has no option {name!r}")
        if DEFAULTS[name] is not None and value not in DEFAULTS[name]:
            raise NotOfferedError(f"{name}={value!r} is not offered", instead.get(name))
