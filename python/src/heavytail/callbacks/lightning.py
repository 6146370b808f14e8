"""A callback for Lightning's Trainer: of ``lightning``, or of ``pytorch_lightning`` where that is loaded.

>>> from heavytail.callbacks.lightning import HeavytailCallback
>>> trainer = Trainer(callbacks=[HeavytailCallback(steps=500)])
"""

from __future__ import annotations

import os
import sys
from typing import Any, Optional, Union

from ._snapshots import Guarded, Snapshots

if "pytorch_lightning" in sys.modules:
    from pytorch_lightning import Callback  # type: ignore[import]
else:
    from lightning.pytorch import Callback  # type: ignore[import]


class HeavytailCallback(Callback):  # type: ignore[misc]
    """Writes the weights at the end of each epoch, or every ``steps`` steps, and returns at once.

    ``folder`` is ``default_root_dir/heavytail`` unless it is given. Only the first process of several writes. Weights
    that are sharded over processes are refused with a warning, and training goes on.
    """

    def __init__(self, folder: Union[None, str, "os.PathLike[str]"] = None, steps: Optional[int] = None) -> None:
        super().__init__()
        self._folder = folder
        self._steps = steps
        self._last = -1
        self._guarded: Optional[Guarded] = None

    @property
    def snapshots(self) -> Optional[Snapshots]:
        """The snapshots, once training has begun."""
        return None if self._guarded is None else self._guarded.snapshots

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        folder = self._folder if self._folder is not None else os.path.join(trainer.default_root_dir, "heavytail")
        self._guarded = Guarded(Snapshots(folder))

    def on_train_batch_end(
        self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int, *unused: Any
    ) -> None:
        # With accumulated gradients several batches have one step.
        step = trainer.global_step
        if self._steps is not None and step % self._steps == 0 and step != self._last:
            self._take(trainer, pl_module)

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        if self._steps is None:
            self._take(trainer, pl_module)

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        if self._guarded is not None:
            self._guarded.wait()

    def _take(self, trainer: Any, pl_module: Any) -> None:
        self._last = trainer.global_step
        if self._guarded is not None and trainer.is_global_zero:
            self._guarded.take(pl_module, trainer.global_step)
