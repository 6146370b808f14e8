"""The calls of WeightWatcher 0.7, so that an existing notebook changes one import.

>>> import heavytail.weightwatcher as ww
>>> watcher = ww.WeightWatcher(model=model)
>>> details = watcher.analyze()
>>> summary = watcher.get_summary(details)

Columns and values are those of WeightWatcher 0.7.5.5, computed by the tool with ``--compat weightwatcher``. Nothing of
WeightWatcher is imported. A call or an option that is not here raises NotOfferedError, which says what to do instead.
"""

from typing import Any

from .._errors import NotOfferedError
from .._version import __version__
from ._layers import LAYER_TYPE
from ._not_offered import MODULES, MissingModule
from ._watcher import WeightWatcher

__all__ = ["LAYER_TYPE", "NotOfferedError", "WeightWatcher", "__version__"]


def __getattr__(name: str) -> Any:
    if name in MODULES:
        raise MissingModule(f"heavytail.weightwatcher has no module `{name}`", MODULES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
