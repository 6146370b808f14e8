"""What goes wrong, as exceptions with the words of the tool."""

from __future__ import annotations

from typing import Optional


class HeavytailError(Exception):
    """The tool refused or failed.

    ``str(error)`` is the tool's message and, on a line of its own, its hint.
    """

    def __init__(self, message: str, hint: Optional[str] = None, exit_code: Optional[int] = None) -> None:
        super().__init__(message if hint is None else f"{message}\nhint: {hint}")
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


class ToolNotFoundError(HeavytailError):
    """There is no tool to run."""


class UnsupportedTensorError(HeavytailError):
    """A tensor in memory cannot be handed over as it is."""


class NotOfferedError(HeavytailError, NotImplementedError):
    """A call of WeightWatcher that this package does not have; the message names what there is instead."""


class HeavytailWarning(UserWarning):
    """Part of what was asked for failed, or was left out; the rest is in the result."""
