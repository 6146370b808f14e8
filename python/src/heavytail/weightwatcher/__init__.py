"""The calls of WeightWatcher 0.7, so that an existing notebook changes one import.

>>> import heavytail.weightwatcher as ww
>>> watcher = ww.WeightWatcher(model=model)
>>> details = watcher.analyze()
>>> summary = watcher.get_summary(details)

Columns and values are those of WeightWatcher 0.7.5.5, computed by the tool with ``--compat weightwatcher``. Nothing of
WeightWatcher is imported. A call or an option that is not here raises NotOfferedError, which says what to do instead.
"""

from .._errors import NotOfferedError
from .._version import __version__
from ._watcher import WeightWatcher

__all__ = ["NotOfferedError", "WeightWatcher", "__version__"]
