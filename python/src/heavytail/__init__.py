"""How well was this network trained? Spectra of its weights, layer by layer.

>>> import heavytail
>>> report = heavytail.analyze("model.safetensors")
>>> report.layers.to_pandas()

The numbers come from the tool ``heavytail``, which the wheel carries.
"""

import importlib
from typing import TYPE_CHECKING, Any, Dict, List

from ._version import __version__

if TYPE_CHECKING:
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

# They are imported when they are asked for: the command `heavytail` starts without NumPy.
_WHERE: Dict[str, str] = {
    "Document": "_many",
    "HeavytailError": "_errors",
    "HeavytailWarning": "_errors",
    "ModelReport": "_report",
    "NotOfferedError": "_errors",
    "Plot": "_figures",
    "Report": "_report",
    "Table": "_tables",
    "ToolNotFoundError": "_errors",
    "UnsupportedTensorError": "_errors",
    "analyze": "_verbs",
    "compare": "_many",
    "describe": "_verbs",
    "rank": "_many",
    "tool_version": "_tool",
    "trend": "_many",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f".{_WHERE[name]}", __name__)
    value = globals()[name] = getattr(module, "version" if name == "tool_version" else name)
    return value


def __dir__() -> List[str]:
    return sorted(__all__)
