"""Weights during training: a snapshot beside each checkpoint, written while training goes on.

:class:`Snapshots` is for a training loop of one's own. ``heavytail.callbacks.huggingface`` and
``heavytail.callbacks.lightning`` have callbacks of those trainers, and import them.
"""

from ._snapshots import Snapshots

__all__ = ["Snapshots"]
