"""Figures of an analysis, where WeightWatcher puts them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from .._figures import Plot


def show(figures: Path, savefig: Any) -> None:
    """Keeps the figures where WeightWatcher puts them, and shows the densities in a notebook."""
    images = sorted(figures.rglob("*.png"))
    if savefig:
        folder = Path("ww-img" if savefig is True else savefig)
        folder.mkdir(parents=True, exist_ok=True)
        for image in images:
            (folder / "-".join(image.relative_to(figures).parts)).write_bytes(image.read_bytes())
    display = sys.modules.get("IPython.display")
    if display is not None:
        for image in images:
            if "esd" in image.name:
                display.display(Plot(image.read_bytes(), "png", image.stem))  # type: ignore[attr-defined]
