"""A callback for the Trainer of Hugging Face's transformers, which this module imports.

>>> from heavytail.callbacks.huggingface import HeavytailCallback
>>> trainer = Trainer(model=model, args=args, callbacks=[HeavytailCallback()])
"""

from __future__ import annotations

import os
from typing import Any, Optional, Union

from transformers import TrainerCallback  # type: ignore[import]

from ._snapshots import Guarded, Snapshots


class HeavytailCallback(TrainerCallback):  # type: ignore[misc]
    """Writes the weights whenever the Trainer saves, or every ``steps`` steps, and returns at once.

    ``folder`` is ``output_dir/heavytail`` unless it is given. Only the first process of several writes. Weights that
    are sharded over processes are refused with a warning, and training goes on.
    """

    def __init__(self, folder: Union[None, str, "os.PathLike[str]"] = None, steps: Optional[int] = None) -> None:
        self._folder = folder
        self._steps = steps
        self._guarded: Optional[Guarded] = None

    @property
    def snapshots(self) -> Optional[Snapshots]:
        """The snapshots, once training has begun."""
        return None if self._guarded is None else self._guarded.snapshots

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        folder = self._folder if self._folder is not None else os.path.join(args.output_dir, "heavytail")
        self._guarded = Guarded(Snapshots(folder))

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._steps is None:
            self._take(state, kwargs)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._steps is not None and state.global_step % self._steps == 0:
            self._take(state, kwargs)

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._guarded is not None:
            self._guarded.wait()

    def _take(self, state: Any, kwargs: Any) -> None:
        model = kwargs.get("model")
        if self._guarded is not None and model is not None and state.is_world_process_zero:
            self._guarded.take(model, state.global_step)
