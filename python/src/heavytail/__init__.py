"""How well was this network trained? Spectra of its weights, layer by layer.

>>> import heavytail
>>> report = heavytail.analyze("model.safetensors")
>>> report.layers.to_pandas()

The numbers come from the tool ``heavytail``, which the wheel carries.
"""

from ._errors import (
    HeavytailError,
    HeavytailWarning,
    NotOfferedError,
    ToolNotFoundError,
    UnsupportedTensorError,
)
from ._figures import Plot
from ._many import Document, compare, rank, trend
from ._report import ModelReport, Report
from ._tables import Table
from ._tool import version as tool_version
from ._verbs import analyze, describe
from ._version import __version__

__all__ = [
    "Document",
    "HeavytailError",
    "HeavytailWarning",
    "ModelReport",
    "NotOfferedError",
    "Plot",
    "Report",
    "Table",
    "ToolNotFoundError",
    "UnsupportedTensorError",
    "__version__",
    "analyze",
    "compare",
    "describe",
    "rank",
    "tool_version",
    "trend",
]
