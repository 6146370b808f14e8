"""What WeightWatcher 0.7.5.5 itself printed of real models, and how a data frame is compared with it."""

from __future__ import annotations

import numpy as np

#: Real models in nine formats, by the names of their references.
MODELS = {
    "cifar10-akamaster-resnet20": "cifar10-akamaster-resnet20/resnet20-12fca82f.th",
    "cifar10-akamaster-resnet56": "cifar10-akamaster-resnet56/resnet56-4bfd9763.th",
    "ultralight-face-version-slim-320": "ultralight-face/version-slim-320.pth",
    "taesd-taef2_decoder": "taesd/taef2_decoder.pth",
    "silero-jit": "silero-vad/silero_vad.jit",
    "silero-16k-safetensors": "silero-vad/silero_vad_16k.safetensors",
    "silero-vad-silero_vad_16k_op15-onnx": "silero-vad/silero_vad_16k_op15.onnx",
    "dtln-norm500h-h5": "dtln/DTLN_norm_500h.h5",
    "dtln1-onnx": "dtln/model_1.onnx",
    "mlperf-resnet8-h5": "mlperf-tiny-resnet8-cifar10/pretrainedResnet.h5",
    "kws-CRNN_L": "kws-CRNN_L/CRNN_L.pb",
    "kws-DNN_L": "kws-DNN_L/DNN_L.pb",
    "dtln2-tflite": "dtln/model_2.tflite",
    "ultralight-slim-320-caffe": "ultralight-face/slim-320.caffemodel",
    "stories260K": "stories260K/stories260K.npz",
}

#: Of these there are references with options, too.
WITH_OPTIONS = ("cifar10-akamaster-resnet20", "dtln-norm500h-h5", "kws-CRNN_L", "kws-DNN_L", "stories260K")

#: A permutation of one's own has other values, but the same norm.
DRAWN = (
    "max_rand_eval", "rand_bulk_max", "rand_bulk_min", "rand_distance", "rand_mp_softrank", "rand_num_spikes",
    "rand_sigma_mp", "ww_maxdist", "ww_softrank",
)  # fmt: skip

#: Most references were made of layers in a container, which has names and numbers of its own.
_OF_THE_CONTAINER = ("layer_id", "name", "longname")


def reference(shared, model, option="default"):
    """The data frame of WeightWatcher."""
    import pandas

    return pandas.read_csv(shared / "reference" / "weightwatcher" / f"{model}_{option}.csv", dtype={"longname": str})


def key(name):
    """The name of a layer as the references spell it."""
    name = name.replace(".", "__").replace("/", "__").replace(":", "_")
    return name.removeprefix("module__").removesuffix("__weight")


def compare(details, expected, tolerance=1e-6, leave_out=_OF_THE_CONTAINER):
    """Every column, in order, and every value, layer by layer."""
    import pandas

    assert list(details.columns) == list(expected.columns)
    ours = details.set_index(details["longname"].map(key))
    names = [key(name) for name in expected["longname"]]
    assert sorted(ours.index) == sorted(names)
    rows = ours.loc[names]
    for column in [name for name in expected.columns if name not in (*leave_out, *DRAWN)]:
        wanted, found = expected[column], rows[column]
        if pandas.api.types.is_numeric_dtype(wanted) and not wanted.isna().all():
            np.testing.assert_allclose(
                found.to_numpy(float), wanted.to_numpy(float), rtol=tolerance, atol=1e-12, err_msg=column
            )
        else:
            assert found.fillna("").tolist() == wanted.fillna("").tolist(), column
