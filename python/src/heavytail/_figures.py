"""Small figures for the table of a notebook, and images that the tool draws."""

from __future__ import annotations

import base64
from typing import Any, Optional

import numpy as np

WIDTH = 120
HEIGHT = 32
BINS = 40


def density(eigenvalues: "np.ndarray[Any, Any]", xmin: Optional[float]) -> str:
    """The density of the eigenvalues above zero on a logarithmic axis, its tail from ``xmin`` on dark, as SVG."""
    values = eigenvalues[np.isfinite(eigenvalues) & (eigenvalues > 0)]
    if values.size < 2:
        return ""
    logs = np.log10(values)
    # Zeros to the precision of the type would take most of the axis.
    low, high = max(float(logs.min()), float(logs.max()) - 6), float(logs.max())
    if high <= low:
        return ""
    counts, _ = np.histogram(logs, bins=BINS, range=(low, high))
    top, step = int(counts.max()), WIDTH / BINS
    tail = BINS if xmin is None or xmin <= 0 else (float(np.log10(xmin)) - low) / (high - low) * BINS
    bars = []
    for index, count in enumerate(counts):
        if count:
            height = HEIGHT * count / top
            color = "#1f4e79" if index + 0.5 >= tail else "#b8c4d0"
            bars.append(
                f'<rect x="{index * step:.1f}" y="{HEIGHT - height:.1f}" width="{step - 0.4:.1f}" '
                f'height="{height:.1f}" fill="{color}"/>'
            )
    title = f"density of {values.size} eigenvalues, log10 from {low:.2f} to {high:.2f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{title}</title>{''.join(bars)}</svg>"
    )


class Plot:
    """A figure that the tool has drawn. A notebook shows it; ``save`` writes it; ``data`` has its bytes."""

    def __init__(self, data: bytes, format: str, title: str) -> None:
        self.data = data
        self.format = format
        self.title = title

    def save(self, path: Any) -> None:
        """Writes the image to a file."""
        with open(path, "wb") as file:
            file.write(self.data)

    def _repr_svg_(self) -> Optional[str]:
        return self.data.decode("utf-8") if self.format == "svg" else None

    def _repr_png_(self) -> Optional[str]:
        return base64.b64encode(self.data).decode("ascii") if self.format == "png" else None

    def __repr__(self) -> str:
        return f"<{self.title}, {self.format}, {len(self.data)} bytes>"
